using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace PConv.MLNet;

/// <summary>
/// A fitted transformer as a chain of ML.NET's own, which any ML.NET application with this assembly can load. ML.NET keeps its
/// format to itself: only its own transformers can write themselves. The chain fills row by row; <see cref="Restore"/> finds it
/// again in what was loaded and makes the transformer of it.
/// </summary>
static class SavedChain
{
    static readonly MLContext ML = new();

    /// <summary>key → saved text → pictures of whatever form → fill → the columns' own names.</summary>
    public static ITransformer Of(FittedInpainting saved)
    {
        var (options, image, mask) = (saved.Options, saved.Image, saved.Mask ?? saved.Image);
        IEnumerable<IEstimator<ITransformer>> steps =
        [
            Map(new KeyMapping(), KeyMapping.Contract),
            ML.Transforms.Conversion.MapValue(nameof(SavedSource.PConvSaved), [KeyValuePair.Create(KeyMapping.Key, saved.ToText())], nameof(SavedKey.PConvKey)),
            .. Pictures(nameof(SavedInputs.PConvImage), options.ImageColumnName, image, Map(new ImageVectorMapping(), ImageVectorMapping.Contract)),
            .. Pictures(nameof(SavedInputs.PConvMask), options.MaskColumnName ?? options.ImageColumnName, mask, Map(new MaskVectorMapping(), MaskVectorMapping.Contract)),
            Map(new FillMapping(), FillMapping.Contract),
            .. from names in new[]
               {
                   (options.OutputColumnName, nameof(SavedOutputs.PConvOutput)),
                   (options.FilledHolesColumnName, nameof(SavedOutputs.PConvHoles)),
                   (options.NetworkOutputColumnName, nameof(SavedOutputs.PConvNetwork)),
               }
               where names.Item1 is not null
               select ML.Transforms.CopyColumns(names.Item1, names.Item2),
            ML.Transforms.DropColumns(
            [
                nameof(SavedKey.PConvKey), nameof(SavedSource.PConvSaved), nameof(SavedInputs.PConvImage), nameof(SavedInputs.PConvMask),
                nameof(SavedOutputs.PConvOutput), nameof(SavedOutputs.PConvHoles), nameof(SavedOutputs.PConvNetwork),
                .. image.Kind == PictureKind.Image && mask.Kind == PictureKind.Image ? Array.Empty<string>() : [nameof(SavedPath.PConvSource), nameof(SavedPicture.PConvPicture)],
            ]),
        ];
        return steps.Aggregate(new EstimatorChain<ITransformer>(), (chain, step) => chain.Append(step)).Fit(Empty(saved));
    }

    /// <summary>What was loaded, with our transformers in place of the chains that stood for them.</summary>
    public static ITransformer Restore(ITransformer loaded) => loaded is not TransformerChain<ITransformer> chain ? loaded
        : chain.FirstOrDefault() is CustomMappingTransformer<NoColumns, SavedKey> ? new PartialConvInpaintingTransformer(Read(chain))
        : new TransformerChain<ITransformer>([.. chain.Select(Restore)]);

    static FittedInpainting Read(TransformerChain<ITransformer> chain)
    {
        var key = ML.Data.LoadFromEnumerable([new SavedKey { PConvKey = KeyMapping.Key }]);
        var texts = chain.ElementAt(1).Transform(key);
        return LoadedInpainting.Of(texts.GetColumn<ReadOnlyMemory<char>>(nameof(SavedSource.PConvSaved)).Single()).Fitted;
    }

    /// <summary>Brings a column of any form to images under another name.</summary>
    static IEnumerable<IEstimator<ITransformer>> Pictures(string to, string from, PictureForm form, IEstimator<ITransformer> vectors) => form.Kind == PictureKind.Image
        ? [ML.Transforms.CopyColumns(to, from)]
        :
        [
            ML.Transforms.CopyColumns(nameof(SavedPath.PConvSource), from),
            form.Kind switch
            {
                PictureKind.Path => Map(new PathMapping(), PathMapping.Contract),
                PictureKind.Bytes => Map(new BytesMapping(), BytesMapping.Contract),
                _ => vectors,
            },
            ML.Transforms.CopyColumns(to, nameof(SavedPicture.PConvPicture)),
        ];

    static CustomMappingEstimator<TFrom, TTo> Map<TFrom, TTo>(CustomMappingFactory<TFrom, TTo> factory, string contract)
        where TFrom : class, new()
        where TTo : class, new() => ML.Transforms.CustomMapping(factory.GetMapping(), contract);

    /// <summary>A view without rows that has the columns the transformer was fitted on.</summary>
    static IDataView Empty(FittedInpainting saved)
    {
        var definition = SchemaDefinition.Create(typeof(Columns));
        var image = definition[nameof(Columns.Image) + saved.Image.Kind];
        var mask = definition[nameof(Columns.Mask) + (saved.Mask ?? saved.Image).Kind];
        (image.ColumnName, mask.ColumnName) = (saved.Options.ImageColumnName, saved.Options.MaskColumnName ?? nameof(SavedInputs.PConvMask));
        definition.RemoveAll(c => c != image && c != mask);
        return ML.Data.LoadFromEnumerable(Array.Empty<Columns>(), definition);
    }

    sealed class Columns
    {
        public const string Image = "Image", Mask = "Mask";

        public MLImage? ImageImage { get; set; }

        public ReadOnlyMemory<char> ImagePath { get; set; }

        public VBuffer<byte> ImageBytes { get; set; }

        public VBuffer<float> ImageVector { get; set; }

        public MLImage? MaskImage { get; set; }

        public ReadOnlyMemory<char> MaskPath { get; set; }

        public VBuffer<byte> MaskBytes { get; set; }

        public VBuffer<float> MaskVector { get; set; }
    }
}
