using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Prepares images that may be gray or have transparent pixels for an inpainter, and post-processes its result.</summary>
/// <remarks>
/// Colors of fully transparent pixels are arbitrary: they are treated as holes, so that they do not influence fills, and are restored
/// afterwards. Holes get the opacity of their surroundings. If all visible pixels are gray, the fill is gray.
/// </remarks>
sealed class VisibleFill
{
    /// <summary>Minimum context in pixels around the holes that an inpainter sees; transparent pixels farther away are not
    /// filled.</summary>
    const int Surroundings = 128;

    /// <summary>Diffused alpha values up to this are treated as fully transparent.</summary>
    const int NearlyClear = 4;

    readonly RgbImage colors;
    readonly byte[]? opacity;
    readonly Mask mask;
    readonly PixelBox window;

    /// <param name="colors">Colors, not premultiplied.</param>
    /// <param name="opacity">Row-major alpha plane of the same size; null if opaque.</param>
    /// <param name="mask">Of their size.</param>
    /// <param name="isWhole">Whether the inpainter must see the whole image, not only the surroundings of holes.</param>
    public VisibleFill(RgbImage colors, byte[]? opacity, Mask mask, bool isWhole = false)
    {
        mask.EnsureCovers(colors.Size);
        (this.colors, this.opacity, this.mask) = (colors, opacity, mask);
        var isPartlyHidden = mask.HoleCount > 0 && opacity is not null && opacity.Contains((byte)0);
        window = isPartlyHidden && !isWhole ? WindowOf(mask) : PixelBox.Whole(colors.Size);
        Input = isPartlyHidden ? new(ImageWindow.Cut(colors, window), Visible(window)) : new(colors, mask);
    }

    /// <summary>The image and mask to fill.</summary>
    public InpaintingInput Input { get; }

    /// <summary>Whether there are known pixels to fill from.</summary>
    public bool IsPossible => Input.Mask.HoleCount < Input.Mask.Size.Area;

    /// <summary>The colors of an image for training or evaluation; fully transparent pixels, whose colors are invisible, are filled from
    /// their surroundings.</summary>
    public static RgbImage Shown(ImageFile image)
    {
        if (image.Opacity is not { } opacity || !opacity.Contains((byte)0))
        {
            return image.Colors;
        }

        return new HarmonicInpainter(
            ).Inpaint(image.Colors, Mask.FromGray(image.Size.Width, image.Size.Height, opacity, new(MaskPolarity.WhiteIsValid, 1)));
    }

    /// <summary>Fills an image with an inpainter.</summary>
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
        return image.WithHoles(filled, opacity, mask.Valid);
    }

    /// <summary>The whole image filled; other pixels than holes as they were.</summary>
    /// <param name="filled">What the inpainter made of <see cref="Input"/>; changed.</param>
    /// <returns>Colors, and opacity where the image has any.</returns>
    public (RgbImage Colors, byte[]? Opacity) Finish(RgbImage filled)
    {
        if (IsGray())
        {
            MakeGray(filled);
        }

        return (ReferenceEquals(Input.Image, colors) ? filled : Paste(filled), opacity is null ? null : FillOpacity(opacity));
    }

    /// <summary>Whether R, G and B are equal in all visible pixels.</summary>
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

    static void MakeGray(RgbImage filled)
    {
        for (var at = 0; at < filled.Pixels.Length; at += RgbImage.Channels)
        {
            var pixel = filled.Pixels.AsSpan(at, RgbImage.Channels);
            pixel.Fill((byte)((pixel[0] + pixel[1] + pixel[2] + 1) / RgbImage.Channels));
        }
    }

    /// <summary>Continues alpha into the holes: constant if it is the same all around, else with edges continued.</summary>
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
            return plane; // no known pixels
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
        ImageWindow.Paste(filled, window, result, i => mask.Valid[i] == 0);
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
        var holes = mask.HoleBounds();
        return holes.Inflate(Math.Max(Surroundings, Math.Min(holes.Width, holes.Height) / 2), mask.Size);
    }
}
