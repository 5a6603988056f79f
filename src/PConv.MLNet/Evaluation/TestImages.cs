using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>The images and masks of a run. Both depend on seed and name only, not on other images, classes or methods.</summary>
sealed class TestImages
{
    readonly IImageSource source;
    readonly EvaluationOptions options;
    readonly Dictionary<MaskClass, MaskSet> masks;
    readonly Dictionary<string, int> indexes;

    public TestImages(IImageSource source, EvaluationOptions options)
    {
        (this.source, this.options) = (source, options);
        var names = Enumerable.Range(0, source.Count).Select(source.NameOf).ToArray();
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two images are called '{twice.Key}'. Give each a name of its own.");
        }

        Classes = [.. MaskClass.All.Where(options.IsPossible)];
        masks = Classes.ToDictionary(c => c, c => new MaskSet(new()
        {
            Width = options.Size,
            Height = options.Size,
            Ranges = [new(c.Bucket.Low, c.Bucket.High)],
            Borders = [c.Border],
            Border = options.Border,
            Seed = options.Seed,
        }));
        indexes = Enumerable.Range(0, names.Length).OrderBy(i => Hash(names[i])).Take(options.ImagesPerClass ?? names.Length)
            .ToDictionary(i => names[i]);
        Names = [.. indexes.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the chosen images, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The classes that can exist at this size.</summary>
    public IReadOnlyList<MaskClass> Classes { get; }

    /// <summary>Decodes an image and scales its center square to the evaluation size.</summary>
    public (RgbImage Image, ImageSize OriginalSize) Read(string name)
    {
        var original = source.Read(IndexOf(name));
        return (Crop.ApplyCenter(original, options.Size), original.Size);
    }

    public Mask MaskOf(string name, MaskClass of)
    {
        IndexOf(name);
        return masks.TryGetValue(of, out var set)
            ? set.GenerateFor(0, (uint)Hash(name))
            : throw new ArgumentException(
                $"Class {of} cannot exist in images of {options.Size}×{options.Size} with a border of {options.Border} px. Take a larger " +
                $"size or a smaller border.");
    }

    int IndexOf(string name) => indexes.TryGetValue(name, out var index)
        ? index
        : throw new ArgumentException($"There is no image '{name}' in this evaluation. Take one of its {indexes.Count} images.");

    /// <summary>Hash of an image, by which images are ordered and masks are seeded.</summary>
    ulong Hash(string name) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Seed}:{name}")));
}
