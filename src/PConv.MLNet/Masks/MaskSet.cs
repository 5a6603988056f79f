using System.Globalization;
using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Masks by classes of hole ratio and border, as in the paper's evaluation, with one folder per class, such as
/// <c>0.1-0.2_N</c>.</summary>
/// <remarks>A mask depends only on seed, class, index and appearance options. A set with more masks or more classes begins with the same
/// masks.</remarks>
public sealed class MaskSet
{
    /// <summary>Name of the file in a set's folder that lists its options, masks and their checksums.</summary>
    public const string ManifestFileName = MaskSetManifest.FileName;

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

    /// <summary>Draws the masks on all cores and writes them as PNG files into folders of classes, and the manifest last; replaces those
    /// there.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="saved">Gets the number of masks done, from one thread at a time.</param>
    /// <param name="cancel">Ends the work between two masks.</param>
    /// <returns>Checksum of the whole set: the SHA-256 of the files' list, a line "checksum, two blanks, file" each.</returns>
    /// <exception cref="InvalidOperationException">A class has no masks with these options.</exception>
    public string Save(string folder, Action<int>? saved = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        File.Delete(Path.Combine(Directory.CreateDirectory(folder).FullName, ManifestFileName)); // it would not fit a set half replaced
        var files = new MaskSetFile[Count];
        var (done, gate) = (0, new object());
        try
        {
            Parallel.For(0, Count, new() { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                var (mask, name) = (Generate(i), FileOf(i));
                ImageFile.Write(mask.ToImage(), Path.Combine(folder, name));
                files[i] = new(name, MaskChecksum.Compute(mask), mask.HoleRatio);
                lock (gate)
                {
                    saved?.Invoke(++done);
                }
            });
        }
        catch (AggregateException e)
        {
            throw e.InnerExceptions[0]; // those of other threads have the same cause
        }

        var manifest = MaskSetManifest.From(Options, files);
        manifest.Save(folder);
        return manifest.Sha256;
    }

    /// <summary>Compares the masks of a folder with its manifest.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="checking">Gets the number of each mask before it is read, and how many there are.</param>
    /// <returns>How many masks the manifest lists, the set's checksum, and a sentence for each difference.</returns>
    /// <exception cref="FileNotFoundException">There is no manifest.</exception>
    /// <exception cref="InvalidDataException">The manifest is damaged.</exception>
    public static (int Count, string Sha256, IReadOnlyList<string> Differences) Verify(string folder, Action<int, int>? checking = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var manifest = MaskSetManifest.Load(folder);
        var count = manifest.Masks.Count;
        return (count, manifest.Sha256, [.. manifest.Verify(folder, new MaskFileReader(), i => checking?.Invoke(i, count))]);
    }

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

    public MaskSetClass(MaskSetOptions options, HoleRatioBucket range, BorderClass border)
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
