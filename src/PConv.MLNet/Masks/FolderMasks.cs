using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Masks of one's own, cut and brought to one size by nearest neighbor.</summary>
/// <remarks>
/// Each mask is that of a random file: the largest part of the wanted shape from its middle or, with an
/// <see cref="IrregularMaskOptions.Augmentation"/>, a random part, rotated, mirrored, grown or shrunk.
/// Holes on the border are closed. Of masks outside the range of ratios up to thirty-two are passed over;
/// then one is grown or shrunk along its rims, so that the range holds for every mask.
/// </remarks>
public sealed class FolderMasks : IMaskSource
{
    const int Attempts = 32;

    readonly MaskFiles files;
    readonly IrregularMaskOptions options;
    readonly int seed;

    /// <summary>Checks the options once; reads no file.</summary>
    /// <param name="files">The masks.</param>
    /// <param name="options">Size, range of ratios, border and augmentation: ratios from 0 to 1 leave the masks as they are. Kinds and
    /// strokes do not matter here.</param>
    /// <param name="seed">Chooses files and augmentation.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    public FolderMasks(MaskFiles files, IrregularMaskOptions options, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.files, this.options, this.seed) = (files, options, seed);
    }

    /// <summary>Draws a file and takes its mask; the same one each time, as long as the files are the same.</summary>
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
