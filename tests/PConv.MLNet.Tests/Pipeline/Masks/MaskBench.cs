using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Images of all kinds and what reads masks of them.</summary>
sealed class MaskBench : IDisposable
{
    readonly TemporaryFolder folder = new();

    public MLContext ML { get; } = new(seed: 1);

    public string this[string file] => folder[file];

    public IDataView View<T>(params T[] rows) where T : class => ML.Data.LoadFromEnumerable(rows);

    /// <summary>The same images in every kind of column.</summary>
    public SizeRow Row(int width, int height, int number = 0)
    {
        var image = Samples.Image(width, height, number);
        return new()
        {
            Path = PngFile.Write(folder[$"{number}.png"], image),
            Bytes = PngFile.Of(image),
            Image = image.ToMLImage(),
        };
    }

    /// <summary>What the estimator makes of a view, as masks; null where a row has none.</summary>
    public static Mask?[] Masks(IDataView masked, MaskPolarity polarity = MaskPolarity.WhiteIsHole) =>
        [.. Workbench.Read(masked, "Mask").Select(image => image is null ? null : Mask.FromImage(image, new(polarity)))];

    public Mask?[] Masks(IDataView view, string? column, IrregularMaskOptions? options = null, int seed = 0) =>
        Masks(ML.Transforms.GenerateIrregularMasks("Mask", column, options, seed).Fit(view).Transform(view));

    /// <summary>Shape of a row's columns; ML.NET makes shapes but lets no one else make them.</summary>
    public SchemaShape Shape<T>() where T : class, new() =>
        ML.Transforms.CustomMapping<Nothing, T>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));

    public void Dispose() => folder.Dispose();

    sealed class Nothing;
}

/// <summary>One image in every kind of column.</summary>
sealed class SizeRow
{
    public MLImage? Image { get; set; }

    public string? Path { get; set; }

    public byte[] Bytes { get; set; } = [];

    [VectorType(3, 20, 30)]
    public float[] Vector { get; set; } = new float[3 * 20 * 30];

    public float Number { get; set; }
}

sealed class SizedRow
{
    [ImageType(20, 30)]
    public MLImage? Image { get; set; }
}

sealed class MaskedRow
{
    public MLImage? Mask { get; set; }
}
