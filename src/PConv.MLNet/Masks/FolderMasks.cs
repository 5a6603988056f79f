using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Mask files from a folder, cropped and scaled to one size by nearest neighbor.</summary>
/// <remarks>
/// Each mask comes from a random file. It is the largest centered part with the requested aspect ratio or, with an
/// <see cref="IrregularMaskOptions.Augmentation"/>, a random part, rotated, mirrored, grown or shrunk. Holes in the border region are
/// closed. Up to thirty-two masks outside the range of hole ratios are skipped; then one is grown or shrunk along its rims, so that every
/// mask is within the range.
/// </remarks>
public sealed class FolderMasks
{
    const int Attempts = 32;

    readonly MaskFiles files;
    readonly IrregularMaskOptions options;
    readonly int seed;

    /// <summary>Lists the folder and validates the options; reads no file.</summary>
    /// <param name="folder">The folder, including its subfolders. Masks are kept in up to 256 MiB of memory, a bit a pixel.</param>
    /// <param name="options">Size, range of ratios, border and augmentation. Ratios from 0 to 1 leave the masks unchanged. Kinds and
    /// strokes are ignored.</param>
    /// <param name="seed">Random seed for files and augmentation.</param>
    /// <param name="reading">What white is and means; null, the default: the hole, from 128 on.</param>
    /// <param name="report">Receives one message for every file that cannot be read and is skipped.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The folder contains no file that can be read.</exception>
    public FolderMasks(string folder, IrregularMaskOptions options, int seed = 0, MaskReading? reading = null,
        Action<string>? report = null)
        : this(new MaskFiles(folder, new MaskFileReader(reading)) { Report = report ?? (_ => { }) }, options, seed)
    {
    }

    /// <summary>As above, of files that are listed already.</summary>
    internal FolderMasks(MaskFiles files, IrregularMaskOptions options, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.files, this.options, this.seed) = (files, options, seed);
    }

    /// <summary>Other masks of the same files, which are listed and kept once.</summary>
    /// <param name="options">Size, range of ratios, border and augmentation.</param>
    /// <param name="seed">Random seed for files and augmentation.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    public FolderMasks With(IrregularMaskOptions options, int seed) => new(files, options, seed);

    /// <summary>Draws a file and returns its mask. The result is deterministic if the files do not change.</summary>
    /// <param name="index">Number of the mask within the set.</param>
    /// <exception cref="InvalidDataException">None of the files can be read.</exception>
    public Mask Generate(int index)
    {
        var random = new KeyedRandom(seed, (uint)index);
        var (fewest, most) = options.HoleCounts();
        most = (int)Math.Min(most, options.Room);
        for (var attempt = 1; ; attempt++)
        {
            var holes = Cut(files.Read(random.Next(files.Count)), random);
            if (holes.Count < fewest || holes.Count > most)
            {
                if (attempt < Attempts)
                {
                    continue;
                }

                var canvas = new MaskCanvas(holes, options.Border, random.Next(fewest, most + 1));
                canvas.Shrink(random);
                canvas.Grow(random);
            }

            return holes.ToMask();
        }
    }

    HolePlane Cut(HolePlane file, Random random)
    {
        var size = new ImageSize(options.Width, options.Height);
        var holes = options.Augmentation is { } augmentation
            ? augmentation.Dilate(augmentation.Crop(file, size, random), size.Area, random)
            : file.Resampled(size, AffineMap.Middle(file.Size, size));
        return holes.Inside(options.Border);
    }
}
