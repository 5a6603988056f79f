using System.Globalization;

namespace PConv.MLNet.Masks;

/// <summary>Masks by classes of hole ratio and border, as in the paper's evaluation, with one folder per class, such as
/// <c>0.1-0.2_N</c>.</summary>
/// <remarks>A mask depends only on seed, class, index and appearance options. A set with more masks or more classes begins with the same
/// masks.</remarks>
public sealed class MaskSet
{
    readonly MaskSetClass[] classes;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or a class is impossible at this size; the message says what
    /// to change.</exception>
    public MaskSet(MaskSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        classes = [.. from range in options.Ranges from border in options.Borders select new MaskSetClass(options, range, border)];
        if (classes.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Class {twice.Key} is named twice. Name each range and border once.");
        }
    }

    /// <summary>Options of the set.</summary>
    public MaskSetOptions Options { get; }

    /// <summary>Number of masks.</summary>
    public int Count => classes.Length * Options.CountPerClass;

    /// <summary>Names of the classes in order, such as <c>0.1-0.2_N</c>.</summary>
    public IReadOnlyList<string> Classes => [.. classes.Select(c => c.Name)];

    /// <summary>File name of a mask within the set, with <c>/</c>, such as <c>0.1-0.2_N/00001.png</c>; numbers within a class start at
    /// 1.</summary>
    /// <param name="index">[0, Count), class by class.</param>
    public string FileOf(int index)
    {
        var (name, number) = At(index);
        return string.Create(CultureInfo.InvariantCulture, $"{name.Name}/{number + 1:D5}.png");
    }

    /// <summary>Generates a mask. Thread-safe.</summary>
    /// <param name="index">[0, Count), class by class.</param>
    public Mask Generate(int index)
    {
        var (of, number) = At(index);
        return of.Generate(number);
    }

    /// <summary>Generates the mask of a class for a key, such as a hash of an image's name. Thread-safe.</summary>
    /// <param name="ofClass">Index of the class in <see cref="Classes"/>.</param>
    /// <param name="key">Any number; used like the index of a mask within its class, which starts at 0 here.</param>
    public Mask GenerateFor(int ofClass, uint key) => classes[ofClass].Generate(unchecked((int)key));

    (MaskSetClass Class, int Number) At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return (classes[index / Options.CountPerClass], index % Options.CountPerClass);
    }
}

/// <summary>One class of a set.</summary>
sealed class MaskSetClass
{
    const ulong Attempts = 1000;

    readonly IrregularMaskGenerator generator;
    readonly int keptFree;
    readonly ulong key;

    public MaskSetClass(MaskSetOptions options, MaskRatioRange range, BorderClass border)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{range.Low}-{range.High}_{border}");
        keptFree = border == BorderClass.N ? options.Border : 0;
        key = BitConverter.DoubleToUInt64Bits(range.Low) ^ ulong.RotateLeft(BitConverter.DoubleToUInt64Bits(range.High), 1) ^ (ulong)border;
        generator = new(new()
        {
            Width = options.Width,
            Height = options.Height,
            MinRatio = range.Low,
            MaxRatio = range.High,
            Border = border == BorderClass.B ? options.Border : 0,
            Kinds = options.Kinds,
            Augmentation = options.Augmentation,
        }, options.Seed);
    }

    public string Name { get; }

    /// <summary>The mask with an index. In class N, it is the first of a sequence with a hole near an edge, which class B
    /// excludes.</summary>
    public Mask Generate(int number)
    {
        for (var attempt = 0UL; attempt < Attempts; attempt++)
        {
            var mask = generator.GenerateFor(new(key, attempt << 32 | (uint)number));
            if (keptFree == 0 || !mask.KeepsBorder(keptFree))
            {
                return mask;
            }
        }

        throw new InvalidOperationException(
            $"{Attempts} masks of class {Name} all keep {keptFree} px along the sides free, which class N must not. Take a wider border.");
    }
}
