using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace PConv.MLNet;

// The steps of a saved transformer. ML.NET finds them in this assembly by contract name, without registration.
// Columns have fixed names, because ML.NET does not save others.

sealed class NoColumns;

class SavedKey
{
    public const int Value = 1;

    public int PConvKey { get; set; }
}

sealed class SavedMasksKey : SavedKey;

/// <summary>The constant input of the first mapping.</summary>
abstract class SavedSource
{
    public ReadOnlyMemory<char> PConvSaved { get; set; }
}

sealed class SavedText : SavedSource;

sealed class SavedPath : SavedSource
{
    public ReadOnlyMemory<char> PConvSource { get; set; }
}

sealed class SavedBytes : SavedSource
{
    public VBuffer<byte> PConvSource { get; set; }
}

sealed class SavedVector : SavedSource
{
    public VBuffer<float> PConvSource { get; set; }
}

sealed class SavedImage
{
    public MLImage? PConvImages { get; set; }
}

sealed class SavedInputs : SavedSource
{
    public MLImage? PConvImage { get; set; }

    public MLImage? PConvMask { get; set; }
}

sealed class SavedOutputs
{
    public MLImage? PConvOutput { get; set; }

    public MLImage? PConvHoles { get; set; }

    public VBuffer<float> PConvNetwork { get; set; }
}

/// <summary>Emits the key under which the next step keeps the saved text: a constant.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class KeyMapping : CustomMappingFactory<NoColumns, SavedKey>
{
    public const string Contract = "PConv.MLNet.Key";

    public override Action<NoColumns, SavedKey> GetMapping() => (_, to) => to.PConvKey = SavedKey.Value;
}

/// <summary>The same for masks; the row type identifies the kind of saved text.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class MasksKeyMapping : CustomMappingFactory<NoColumns, SavedMasksKey>
{
    public const string Contract = "PConv.MLNet.MasksKey";

    public override Action<NoColumns, SavedMasksKey> GetMapping() => (_, to) => to.PConvKey = SavedKey.Value;
}

/// <summary>Placeholder for the mask column, which needs row ids.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class MasksMapping : CustomMappingFactory<SavedText, SavedImage>
{
    public const string Contract = "PConv.MLNet.Masks";

    public override Action<SavedText, SavedImage> GetMapping() => (_, _) => throw new InvalidOperationException(
        "Masks depend on the ids of their rows, which ML.NET keeps from what mlContext.Model.Load makes. Load the pipeline with " +
        "mlContext.Inpainting().Load.");
}

/// <summary>Decodes the file at a path.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class PathMapping : CustomMappingFactory<SavedPath, SavedImage>
{
    public const string Contract = "PConv.MLNet.Path";

    public override Action<SavedPath, SavedImage> GetMapping() =>
        (from, to) => to.PConvImages = ImageForm.Decode(from.PConvSource)?.ToMLImage();
}

/// <summary>Decodes a file in memory.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class BytesMapping : CustomMappingFactory<SavedBytes, SavedImage>
{
    public const string Contract = "PConv.MLNet.Bytes";

    public override Action<SavedBytes, SavedImage> GetMapping() =>
        (from, to) => to.PConvImages = ImageForm.Decode(from.PConvSource, "encoded file")?.ToMLImage();
}

/// <summary>Reads a vector as an image.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class ImageVectorMapping : CustomMappingFactory<SavedVector, SavedImage>
{
    public const string Contract = "PConv.MLNet.ImageVector";

    public override Action<SavedVector, SavedImage> GetMapping() => (from, to) =>
    {
        var saved = LoadedInpainting.Parse(from.PConvSaved);
        to.PConvImages = saved.Fitted.Image.Decode(from.PConvSource, saved.Options.VectorMaximum).ToMLImage();
    };
}

/// <summary>Reads a vector as a mask.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class MaskVectorMapping : CustomMappingFactory<SavedVector, SavedImage>
{
    public const string Contract = "PConv.MLNet.MaskVector";

    public override Action<SavedVector, SavedImage> GetMapping() => (from, to) =>
    {
        var saved = LoadedInpainting.Parse(from.PConvSaved);
        to.PConvImages = saved.Fitted.Mask!.Decode(from.PConvSource, saved.Options.VectorMaximum).ToMLImage();
    };
}

/// <summary>Fills one row.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class FillMapping : CustomMappingFactory<SavedInputs, SavedOutputs>
{
    public const string Contract = "PConv.MLNet.Fill";

    public override Action<SavedInputs, SavedOutputs> GetMapping() => (from, to) =>
    {
        var saved = LoadedInpainting.Parse(from.PConvSaved);
        var job = from.PConvImage is null ? null
            : InpaintingJob.Create(ColumnImage.From(from.PConvImage), saved.Options.MaskColumnName is null ? null
                : from.PConvMask?.ToMask(saved.Options.MaskReading), saved.Options);
        if (job is { Filled: null })
        {
            saved.Engine.Fill([job]);
        }

        to.PConvOutput = job?.ToOutput(); // a new image each time; the caller owns the last one
        to.PConvHoles = saved.Options.FilledHolesColumnName is null ? null : job?.ToFilledHoles();
        to.PConvNetwork = job?.NetworkOutput is { } planes ? new(planes.Length, planes) : default;
    };
}
