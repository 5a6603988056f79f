using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>What an inpainter is given of an image that may be gray or have transparent pixels, and what is made of its answer.</summary>
/// <remarks>
/// Colors under full transparency are nobody's choice: they count as holes, so that nothing is continued from them, and come back as they
/// were. Opacity goes on in holes as it is round them. Where all that is seen is gray, the fill is.
/// </remarks>
sealed class VisibleFill
{
    /// <summary>Pixels round the holes that an inpainter sees at least, where transparent ones elsewhere would be filled in vain.</summary>
    const int Surroundings = 128;

    /// <summary>What diffusion leaves of an opacity far away is none.</summary>
    const int NearlyClear = 4;

    readonly RgbImage colors;
    readonly byte[]? opacity;
    readonly Mask mask;
    readonly PixelBox window;

    /// <param name="colors">Not multiplied with opacity.</param>
    /// <param name="opacity">Row-major plane of their size; null if they are opaque.</param>
    /// <param name="mask">Of their size.</param>
    /// <param name="isWhole">Whether the inpainter is to see all of it, however little of it lies near a hole.</param>
    public VisibleFill(RgbImage colors, byte[]? opacity, Mask mask, bool isWhole = false)
    {
        mask.EnsureCovers(colors.Size);
        (this.colors, this.opacity, this.mask) = (colors, opacity, mask);
        var isPartlyHidden = mask.HoleCount > 0 && opacity is not null && opacity.Contains((byte)0);
        window = isPartlyHidden && !isWhole ? WindowOf(mask) : PixelBox.Whole(colors.Size);
        Input = isPartlyHidden ? new(ImageWindow.Cut(colors, window), Visible(window)) : new(colors, mask);
    }

    /// <summary>What to fill.</summary>
    public InpaintingInput Input { get; }

    /// <summary>Whether there is anything to fill from.</summary>
    public bool IsPossible => Input.Mask.HoleCount < Input.Mask.Size.Area;

    /// <summary>The colors of an image to train or to measure on: under full transparency, where nobody sees them, those from round
    /// about.</summary>
    public static RgbImage Shown(ImageFile image)
    {
        if (image.Opacity is not { } opacity || !opacity.Contains((byte)0))
        {
            return image.Colors;
        }

        return new HarmonicInpainter(
            ).Inpaint(image.Colors, Mask.FromGray(image.Size.Width, image.Size.Height, opacity, MaskPolarity.WhiteIsValid, threshold: 1));
    }

    /// <summary>Fills an image by an inpainter.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">A mask of the image's size.</param>
    /// <param name="inpaint">Fills colors.</param>
    public static ImageFile Fill(ImageFile image, Mask mask, Func<RgbImage, Mask, RgbImage> inpaint)
    {
        var fill = new VisibleFill(image.Colors, image.Opacity, mask);
        if (mask.HoleCount == 0)
        {
            return image;
        }

        var (filled, opacity) = fill.Finish(fill.IsPossible ? inpaint(fill.Input.Image, fill.Input.Mask) : fill.Input.Image);
        return image.WithHoles(filled, opacity, mask);
    }

    /// <summary>The whole image filled; other pixels than holes as they were.</summary>
    /// <param name="filled">What the inpainter made of <see cref="Input"/>.</param>
    /// <returns>Colors, and opacity where the image has any.</returns>
    public (RgbImage Colors, byte[]? Opacity) Finish(RgbImage filled)
    {
        if (IsGray())
        {
            filled = Gray(filled);
        }

        return (ReferenceEquals(Input.Image, colors) ? filled : Paste(filled), opacity is null ? null : FillOpacity(opacity));
    }

    /// <summary>Whether R, G and B are equal wherever something is seen.</summary>
    bool IsGray()
    {
        var pixels = Input.Image.Pixels;
        var valid = Input.Mask.Valid;
        for (int i = 0, at = 0; i < valid.Length; i++, at += RgbImage.Channels)
        {
            if (valid[i] == 1 && (pixels[at] != pixels[at + 1] || pixels[at] != pixels[at + 2]))
            {
                return false;
            }
        }

        return IsPossible;
    }

    static RgbImage Gray(RgbImage filled)
    {
        var result = filled.Clone();
        for (var at = 0; at < result.Pixels.Length; at += RgbImage.Channels)
        {
            var pixel = result.Pixels.AsSpan(at, RgbImage.Channels);
            pixel.Fill((byte)((pixel[0] + pixel[1] + pixel[2] + 1) / RgbImage.Channels));
        }

        return result;
    }

    /// <summary>Opacity that is the same all round goes on; edges are continued.</summary>
    byte[] FillOpacity(byte[] plane)
    {
        var around = WindowOf(mask);
        var area = new RgbImage(around.Width, around.Height);
        var (known, varies) = (-1, false);
        for (var y = around.Top; y < around.Bottom; y++)
        {
            for (var x = around.Left; x < around.Right; x++)
            {
                var value = plane[y * mask.Width + x];
                area.Pixels.AsSpan(RgbImage.Channels * ((y - around.Top) * around.Width + x - around.Left), RgbImage.Channels).Fill(value);
                if (mask[x, y])
                {
                    varies |= known >= 0 && known != value;
                    known = value;
                }
            }
        }

        if (known < 0)
        {
            return plane; // nothing is known
        }

        var filled = varies ? new EdgeEnhancingInpainter().Inpaint(area, ImageWindow.Cut(mask, around)) : null;
        var result = (byte[])plane.Clone();
        for (var i = 0; i < result.Length; i++)
        {
            if (mask.Valid[i] == 0)
            {
                result[i] = filled is null ? (byte)known
                    : Snapped(
                        filled.Pixels[RgbImage.Channels * ((i / mask.Width - around.Top) * around.Width + i % mask.Width - around.Left)]);
            }
        }

        return result;

        static byte Snapped(byte value) => value <= NearlyClear ? (byte)0 : value >= byte.MaxValue - NearlyClear ? byte.MaxValue : value;
    }

    RgbImage Paste(RgbImage filled)
    {
        var result = colors.Clone();
        for (var y = window.Top; y < window.Bottom; y++)
        {
            for (var x = window.Left; x < window.Right; x++)
            {
                if (!mask[x, y])
                {
                    filled.Pixels.AsSpan(RgbImage.Channels * ((y - window.Top) * window.Width + x - window.Left), RgbImage.Channels)
                        .CopyTo(result.Pixels.AsSpan(RgbImage.Channels * (y * result.Width + x)));
                }
            }
        }

        return result;
    }

    Mask Visible(PixelBox box)
    {
        var holes = new bool[box.Width * box.Height];
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
            {
                holes[(y - box.Top) * box.Width + x - box.Left] = !mask[x, y] || opacity![y * mask.Width + x] == 0;
            }
        }

        return Mask.FromHoles(box.Width, box.Height, holes);
    }

    static PixelBox WindowOf(Mask mask)
    {
        var (left, top, right, bottom) = (mask.Width, mask.Height, 0, 0);
        for (var y = 0; y < mask.Height; y++)
        {
            var row = mask.Valid.Slice(y * mask.Width, mask.Width);
            if (row.IndexOf((byte)0) is >= 0 and var first)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf((byte)0) + 1));
                (top, bottom) = (Math.Min(top, y), y + 1);
            }
        }

        var holes = PixelBox.Between(left, top, right, bottom);
        return holes.Inflate(Math.Max(Surroundings, Math.Min(holes.Width, holes.Height) / 2), mask.Size);
    }
}
