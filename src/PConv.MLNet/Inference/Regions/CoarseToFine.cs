using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>
/// Fills a region whose holes are too deep or too large for one call. The region is first filled at half size, recursively, until the
/// model can fill it in one pass. Then the rims of the holes are filled again at this size, in tiles, with the enlarged coarse fill as
/// known context.
/// </summary>
/// <remarks>Holes that are too large but not too deep consist of rim only: they are filled in tiles, without a coarse fill.</remarks>
sealed class CoarseToFine
{
    readonly InpaintingInput input;
    readonly RgbImage result;
    readonly PixelBox region;
    readonly HoleDistances depth;
    readonly CoarseFill? coarse;
    readonly int rim; // in thirds of a pixel, like depths

    CoarseToFine(InpaintingInput input, RgbImage result, PixelBox region, HoleDistances depth, CoarseFill? coarse, int rim) =>
        (this.input, this.result, this.region, this.depth, this.coarse, this.rim) =
        (input, result, region, depth, coarse, HoleDistances.Thirds(rim));

    /// <summary>Fills all holes in a region of an image.</summary>
    /// <param name="input">The image and its mask.</param>
    /// <param name="result">A copy of the image, to write to.</param>
    /// <param name="region">A box around holes. Other holes are filled where they overlap the box.</param>
    /// <param name="options">Margin and maximum depth.</param>
    /// <param name="classes">Sizes of the model's windows.</param>
    /// <param name="run">The model.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static void Fill(InpaintingInput input, RgbImage result, PixelBox region, LargeImageOptions options, SizeClasses classes,
        WindowRunner run, CancellationToken cancel)
    {
        var (image, mask) = input;
        using var depth = HoleDistances.Measure(mask, region);
        var margin = classes.Context(options.Margin);
        if ((depth.Deepest <= options.MaxDepth || !depth.IsKnown)
            && classes.Window(region.Inflate(margin, image.Size), image.Size) is { } window)
        {
            var canvas = classes.Canvas(window);
            run(1, canvas,
                (_, colors, valid) =>
                {
                    PlanarLayout.Write(image, window, colors, canvas);
                    PlanarLayout.Write(mask, window, valid, canvas);
                    return window.Size;
                },
                (_, planes, padded) => PlanarLayout.ReadHoles(result, mask, region, planes, padded, window),
                cancel);
            return;
        }

        CoarseFill? coarse = null;
        if (depth.Deepest > options.MaxDepth)
        {
            var halvings = 1;
            while (depth.IsKnown && depth.Deepest >> halvings > options.MaxDepth)
            {
                halvings++;
            }

            // the margin applies at the size that is filled in one pass
            var part = region.Inflate((int)Math.Min((long)margin << halvings, short.MaxValue), image.Size);
            var half = CoarseFill.Halve(input, part);
            coarse = new(part, half.Image.Clone());
            Fill(half, coarse.Filled, coarse.BoxOf(region), options, classes, run, cancel);
        }

        var fill = new CoarseToFine(input, result, region, depth, coarse, coarse is null ? int.MaxValue / 3 : options.MaxDepth);
        fill.WriteCore();
        fill.FillRim(margin, classes, run, cancel);
    }

    /// <summary>Copies pixels deeper than the rim from the coarse fill.</summary>
    void WriteCore()
    {
        if (coarse is null)
        {
            return;
        }

        Parallel.For(region.Top, region.Bottom, y =>
        {
            var depths = depth.Row(region.Left, region.Right, y);
            for (var x = 0; NextCore(depths, ref x) is > 0 and var length; x += length)
            {
                var colors = new float[RgbImage.Channels * length];
                coarse.Read(region.Left + x, y, colors);
                var pixels = result.Pixels.AsSpan(RgbImage.Channels * (y * result.Width + region.Left + x), colors.Length);
                for (var i = 0; i < colors.Length; i++)
                {
                    pixels[i] = (byte)(colors[i] + .5f);
                }
            }
        });
    }

    /// <summary>Fills the rim in tiles of the size with the lowest cost.</summary>
    void FillRim(int margin, SizeClasses classes, WindowRunner run, CancellationToken cancel)
    {
        var outer = region.Inflate(margin, input.Image.Size);
        var (grid, tiles) = classes.Tiles
            .Select(side => new TileGrid(outer, input.Image.Size, side, margin))
            .Select(grid => (Grid: grid, Tiles: grid.Tiles.Where(t => HasRim(grid.Filled(t))).ToArray()))
            .MinBy(g => g.Tiles.Sum(t => classes.Cost(t.Window)));
        foreach (var tile in tiles) // in order and one at a time: bounds memory, and later tiles blend over earlier ones
        {
            run(1, classes.Canvas(tile.Window),
                (_, colors, valid) => Write(tile.Window, classes.Canvas(tile.Window), colors, valid),
                (_, planes, padded) => Read(grid, tile, planes, padded),
                cancel);
        }
    }

    /// <summary>Writes the image with the coarse fill; only the rims are holes. Holes outside the region are unknown.</summary>
    ImageSize Write(PixelBox window, ImageSize canvas, Span<float> colors, Span<float> valid)
    {
        PlanarLayout.Write(result, window, colors, canvas);
        PlanarLayout.Write(input.Mask, window, valid, canvas);
        var inside = window.Intersect(region);
        for (var y = inside.Top; y < inside.Bottom; y++)
        {
            var known = valid.Slice((y - window.Top) * canvas.Width + inside.Left - window.Left, inside.Width);
            var depths = depth.Row(inside.Left, inside.Right, y);
            for (var x = 0; NextCore(depths, ref x) is > 0 and var length; x += length)
            {
                known.Slice(x, length).Fill(1);
            }
        }

        return window.Size;
    }

    /// <summary>Blends a tile into the result: fully beside known pixels, fading into the coarse fill along the rim, and into neighboring
    /// tiles.</summary>
    void Read(TileGrid grid, Tile tile, ReadOnlySpan<float> planes, ImageSize canvas)
    {
        var inside = grid.Filled(tile).Intersect(region);
        var colors = new float[RgbImage.Channels * inside.Width];
        for (var y = inside.Top; y < inside.Bottom; y++)
        {
            var depths = depth.Row(inside.Left, inside.Right, y);
            for (var x = 0; NextRim(depths, ref x) is > 0 and var length; x += length)
            {
                var run = colors.AsSpan(0, RgbImage.Channels * length);
                coarse?.Read(inside.Left + x, y, run);
                var from = (y - tile.Window.Top) * canvas.Width + inside.Left - tile.Window.Left + x;
                var pixels = result.Pixels.AsSpan(RgbImage.Channels * (y * result.Width + inside.Left + x), run.Length);
                for (var i = 0; i < length; i++)
                {
                    var (share, opacity) = (coarse is null ? 1 : Share(depths[x + i]), grid.Opacity(tile, inside.Left + x + i, y));
                    for (var c = 0; c < RgbImage.Channels; c++)
                    {
                        var at = RgbImage.Channels * i + c;
                        var fine = Math.Clamp(255 * planes[c * canvas.Area + from + i], 0, 255);
                        var value = run[at] + share * (fine - run[at]);
                        pixels[at] = (byte)MathF.Round(pixels[at] + opacity * (value - pixels[at]));
                    }
                }
            }
        }
    }

    /// <summary>Advances to the next run of rim pixels and returns its length; 0 if there is none.</summary>
    int NextRim(ReadOnlySpan<ushort> depths, ref int x) => Next(depths, 1, rim, ref x);

    /// <summary>Like <see cref="NextRim"/>, for pixels deeper than the rim.</summary>
    int NextCore(ReadOnlySpan<ushort> depths, ref int x) => rim == ushort.MaxValue ? 0 : Next(depths, rim + 1, ushort.MaxValue, ref x);

    static int Next(ReadOnlySpan<ushort> depths, int least, int most, ref int x)
    {
        var skipped = depths[x..].IndexOfAnyInRange((ushort)least, (ushort)most);
        if (skipped < 0)
        {
            return 0;
        }

        x += skipped;
        var length = depths[x..].IndexOfAnyExceptInRange((ushort)least, (ushort)most);
        return length < 0 ? depths.Length - x : length;
    }

    /// <summary>Weight of the full-size fill in a rim pixel: 1 beside known pixels, 0 at the end of the rim, with slope 0 at
    /// both.</summary>
    float Share(ushort thirds)
    {
        var left = 1 - (float)thirds / (rim + 1);
        return left * left * (3 - 2 * left);
    }

    bool HasRim(PixelBox box)
    {
        var inside = box.Intersect(region);
        for (var y = inside.Top; y < inside.Bottom; y++)
        {
            if (depth.Row(inside.Left, inside.Right, y).ContainsAnyInRange((ushort)1, (ushort)rim))
            {
                return true;
            }
        }

        return false;
    }
}
