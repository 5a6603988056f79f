using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class LargeImageTests : IDisposable
{
    static readonly NetworkWeights Weights = Samples.Network();
    static readonly LargeImageOptions Small = new() { Margin = 16, MaxSide = 256, MaxDepth = 24 };

    readonly TemporaryFolder folder = new();
    readonly OnnxInpainter inpainter = OnnxInpainter.FromWeights(Weights, new()
    {
        Threads = 1,
        Style = InpaintingStyle.Faithful,
        LargeImages = Small,
    });

    public void Dispose()
    {
        inpainter.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Inpaint_OfAnyMask_FillsEveryHolePixelAndLeavesTheOthers()
    {
        // known pixels are dark and the model fills with mid-gray: brighter ones are what lay under the holes
        Models.SaveGray(folder["gray.onnx"], "H", "W", (OnnxExport.SizeMultipleKey, "8"));
        using var gray = OnnxInpainter.FromFile(folder["gray.onnx"], new()
        {
            Threads = 1,
            Style = InpaintingStyle.Faithful,
            LargeImages = Small,
        });
        for (var seed = 0; seed < 200; seed++)
        {
            var mask = Holes.Random(seed, 600);
            var image = Samples.Noise(mask.Width, mask.Height, seed);
            for (var i = 0; i < image.Pixels.Length; i++)
            {
                image.Pixels[i] = mask.Valid[i / 3] == 1 ? (byte)(image.Pixels[i] / 3) : byte.MaxValue;
            }

            var filled = gray.Inpaint(image, mask);

            for (var i = 0; i < image.Pixels.Length; i++)
            {
                var isRight = mask.Valid[i / 3] == 1 ? filled.Pixels[i] == image.Pixels[i] : filled.Pixels[i] <= 128;
                Assert.True(isRight, $"seed {seed}, {mask.Size}, pixel {i / 3 % mask.Width}, {i / 3 / mask.Width}: {filled.Pixels[i]}");
            }
        }
    }

    [Fact]
    public void Inpaint_WhatLiesUnderLargeHoles_NeverMatters()
    {
        var mask = Holes.At(new(400, 380), new(30, 40, 150, 170), new(200, 300, 190, 8), new(350, 20, 9, 9));
        var image = Samples.Image(400, 380);

        Assert.Equal(inpainter.Inpaint(image, mask).Pixels, inpainter.Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfHolesFarApart_FillsEachAsAlone()
    {
        var (image, first, second) = (Samples.Image(800, 300), new PixelBox(40, 100, 30, 40), new PixelBox(700, 90, 44, 30));

        var both = inpainter.Inpaint(image, Holes.At(image.Size, first, second));

        var alone = inpainter.Inpaint(inpainter.Inpaint(image, Holes.At(image.Size, first)), Holes.At(image.Size, second));
        Assert.Equal(alone.Pixels, both.Pixels);
    }

    [Fact]
    public void Inpaint_OfManyImagesAtOnce_GivesWhatEachGivesAlone()
    {
        InpaintingInput[] batch =
            [.. Enumerable.Range(0, 12).Select(i => Holes.Random(i, 500))
                .Select((mask, i) => new InpaintingInput(Samples.Image(mask.Width, mask.Height, i), mask))];

        var together = inpainter.Inpaint(batch);

        Assert.All(batch, (input, i) => Assert.Equal(inpainter.Inpaint(input.Image, input.Mask).Pixels, together[i].Pixels));
    }

    [Theory]
    [InlineData(256, 256)]
    [InlineData(100, 250)]
    [InlineData(37, 1)]
    public void Inpaint_WhereTheBoxIsTheImage_GivesTheWholeImagesFill(int width, int height)
    {
        using var whole = OnnxInpainter.FromWeights(Weights, new() { Threads = 1, Style = InpaintingStyle.Faithful, LargeImages = null });
        var image = Samples.Image(width, height);
        var mask =
            Holes.At(image.Size, new PixelBox(width / 3, height / 3, Math.Min(40, width / 2), Math.Max(1, Math.Min(40, height / 2))));

        Assert.Equal(whole.Inpaint(image, mask).Pixels, inpainter.Inpaint(image, mask).Pixels);
    }

    [Theory]
    [InlineData(700, 500, 300, 200, 20, 16)]
    [InlineData(700, 500, 100, 100, 400, 300)]
    [InlineData(1, 300, 0, 40, 1, 200)]
    public void Inpaint_WithAModelOfOneSize_FillsLargerImages(int width, int height, int left, int top, int holeWidth, int holeHeight)
    {
        OnnxExport.Save(Weights, folder["fixed.onnx"], new() { FixedSize = new(96, 64) });
        using var only = OnnxInpainter.FromFile(folder["fixed.onnx"], new() { Threads = 1, Style = InpaintingStyle.Faithful });
        var (image, mask) = (Samples.Image(width, height), Samples.Hole(width, height, left, top, holeWidth, holeHeight));

        var filled = only.Inpaint(image, mask);

        Assert.Equal(Composite.Create(image, new(width, height), mask).Pixels, Composite.Create(filled, new(width, height), mask).Pixels);
        Assert.Equal(image.Size, only.GroupSize(image.Size));
        Assert.Throws<ArgumentException>(() => only.PaddedSize(image.Size));
    }

    [Fact]
    public void Inpaint_OfALargeImageWithoutAKnownPixel_IsMidGray() =>
        Assert.All(inpainter.Inpaint(Samples.Noise(600, 410), Mask.AllHoles(600, 410)).Pixels, p => Assert.Equal(128, p));

    [Fact]
    public void Inpaint_ThatIsCanceledBetweenTiles_Stops()
    {
        using var cancel = new CancellationTokenSource();
        var calls = 0;
        var regions = new RegionInpainter(Small, new(Small.MaxSide), (_, _, _, _, token) =>
        {
            token.ThrowIfCancellationRequested();
            if (++calls == 2)
            {
                cancel.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() =>
            regions.Fill([new(new(900, 900), Holes.At(new(900, 900), new PixelBox(10, 400, 880, 5)))], cancel.Token));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Inpaint_OfSmallHolesInALargeImage_SendsTheirBoxesAlone()
    {
        var sizes = new List<(int Count, ImageSize Size)>();
        var regions = new RegionInpainter(new(), new(1024), (count, canvas, _, _, _) => sizes.Add((count, canvas)));

        regions.Fill(
            [new(new(4000, 3000), Holes.At(new(4000, 3000), new(500, 300, 90, 60), new(2000, 1500, 62, 80), new(3000, 2500, 60, 96)))],
            default);

        Assert.Equal([(3, new ImageSize(256, 256))], sizes);
    }

    [Fact]
    public void Inpaint_WhereTilesCutAHole_LeavesNoSeam()
    {
        using var builtIn = OnnxInpainter.BuiltIn(new()
        {
            Style = InpaintingStyle.Faithful,
            LargeImages = new() { Margin = 48, MaxSide = 256 },
        });
        var (image, hole) = (Samples.Image(900, 200), new PixelBox(60, 70, 780, 50));

        var filled = builtIn.Inpaint(image, Holes.At(image.Size, hole));

        double Step(int x) =>
            Enumerable.Range(hole.Top, hole.Height)
            .Average(y => (double)Math.Abs(filled.Pixels[3 * (y * 900 + x)] - filled.Pixels[3 * (y * 900 + x - 1)]));
        var steps = Enumerable.Range(hole.Left + 8, hole.Width - 16).ToDictionary(x => x, Step);
        var outer = hole.Inflate(48, image.Size);
        var grid = new TileGrid(outer, image.Size, new(256, 256), 48);
        int[] borders =
            [.. grid.Tiles.SelectMany(t => new[] { grid.Filled(t).Left, grid.Filled(t).Right, t.Window.Left, t.Window.Right })
                .Where(steps.ContainsKey)];
        Assert.True(borders.Length >= 8, "the hole is not cut");
        Assert.InRange(borders.Average(x => steps[x]), 0, 1.25 * steps.Values.Average());
        Assert.InRange(borders.Max(x => steps[x]), 0, steps.Where(s => !borders.Contains(s.Key)).Max(s => s.Value));
    }
}
