using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Alpha and gray: what an inpainter is given, and what becomes of its answer.</summary>
public class VisibleFillTests
{
    const int Width = 40, Height = 30;

    static readonly Mask Holes = Samples.Hole(Width, Height, 14, 10, 9, 8);

    [Fact]
    public void Of_AHalfTransparentImage_FillsTheHoleLikeItsSurroundings()
    {
        var filled = Fill(Rgba((_, _) => (200, 100, 50, 128), hole: (0, 0, 0, 0)));

        Assert.All(filled.Pixels.Chunk(4), pixel => Assert.Equal([200, 100, 50, 128], pixel));
    }

    /// <summary>A sticker's edge runs through the hole: opaque on the left, transparent on the right.</summary>
    [Fact]
    public void Of_AnEdgeOfOpacity_ContinuesIt()
    {
        var filled = Fill(Rgba((x, _) => x < 18 ? (200, 100, 50, 255) : (0, 0, 0, 0), hole: (9, 9, 9, 255)));

        Assert.All(Cells(filled), cell =>
        {
            Assert.InRange(cell.Pixel[3], cell.X < 15 ? 255 : cell.X < 18 ? 128 : 0, cell.X < 18 ? 255 : cell.X < 21 ? 127 : 0);
            Assert.True(cell.X >= 18
                || cell.Pixel.AsSpan(0, 3).SequenceEqual((byte[])[200, 100, 50]), $"{cell.X}, {cell.Y}: {string.Join(' ', cell.Pixel)}");
        });
    }

    [Fact]
    public void Of_ATransparentSurrounding_StaysTransparent()
    {
        var filled = Fill(Rgba((x, y) => (y < 4 ? 200 : 0, 0, 0, y < 4 ? 255 : 0), hole: (255, 255, 255, 255)));

        Assert.All(Cells(filled).Where(cell => !Holes[cell.X, cell.Y]), cell => Assert.Equal(0, cell.Pixel[3]));
    }

    [Fact]
    public void Of_AnOpaqueSurroundingWithTransparentPixelsFarAway_IsOpaque()
    {
        var filled =
            Fill(Rgba((x, _) => (90, 120, 150, x == 0 ? 0 : 255), hole: (0, 0, 0, 0)), Samples.Hole(400, Height, 300, 10, 9, 8), 400);

        Assert.All(Cells(filled, 400).Where(cell => cell.X > 0), cell => Assert.Equal([90, 120, 150, 255], cell.Pixel));
    }

    /// <summary>Colors that nobody sees, far from those that are seen.</summary>
    [Fact]
    public void Of_HiddenColors_BringsThemBackAndDoesNotContinueThem()
    {
        var image = Rgba((x, y) => (x + y) % 2 == 0 ? (0, 255, 0, 0) : (200, 30, 60, 255), hole: (1, 2, 3, 0));

        var filled = Fill(image);

        Assert.All(Cells(filled).Zip(Cells(image)), pair =>
        {
            if (Holes[pair.First.X, pair.First.Y])
            {
                Assert.Equal(pair.Second.Pixel, pair.First.Pixel);
            }
            else
            {
                Assert.Equal([200, 30, 60], pair.First.Pixel[..3]);
            }
        });
    }

    [Fact]
    public void Of_AWhollyTransparentImage_ComesBackTransparent()
    {
        var image = Rgba((x, y) => (x, y, 7, 0), hole: (1, 2, 3, 255));

        var filled =
            VisibleFill.Fill(Decode(image), Holes, (_, _) => throw new InvalidOperationException("There is nothing to fill from."));

        Assert.All(Cells(Read(filled)), cell => Assert.Equal(0, cell.Pixel[3]));
    }

    [Fact]
    public void Of_AMaskWithoutHoles_IsTheFileItself()
    {
        var file = Decode(Rgba((x, y) => (x, y, 7, x), hole: (1, 2, 3, 255)));

        Assert.Same(file, VisibleFill.Fill(file, Mask.AllValid(Width, Height), (_, _) => throw new InvalidOperationException()));
    }

    /// <summary>A network colors gray photographs a little.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_Gray_StaysGray_InItsChannels(int bands)
    {
        var made = new MadeFile(ImageFormat.Png, Width, Height, bands);
        var pixels = (byte[])made.Samples.Clone();
        for (var i = 0; bands >= 3 && i < pixels.Length; i += bands)
        {
            (pixels[i + 1], pixels[i + 2]) = (pixels[i], pixels[i]);
        }

        var filled =
            VisibleFill.Fill(ImageFile.Decode(made.Of(pixels).Encode(), "gray.png"), Holes,
                (colors, mask) => Composite.Create(colors, Samples.Noise(colors.Width, colors.Height), mask));

        using var read = NetVips.Image.NewFromBuffer(filled.Encode());
        Assert.Equal(bands, read.Bands);
        Assert.All(read.WriteToMemory<byte>().Chunk(bands),
            pixel => Assert.True(bands < 3 || pixel[0] == pixel[1] && pixel[0] == pixel[2]));
        Assert.NotEqual(pixels, read.WriteToMemory<byte>());
    }

    [Fact]
    public void Of_ASingleColoredPixel_IsNotTakenForGray()
    {
        var image = Samples.Image(Width, Height);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            (image.Pixels[i + 1], image.Pixels[i + 2]) = (image.Pixels[i], image.Pixels[i]);
        }

        image.Pixels[1] ^= 1;
        var noise = Samples.Noise(Width, Height);

        var filled =
            VisibleFill.Fill(ImageFile.Decode(PngFile.Of(image), "a"), Holes, (colors, mask) => Composite.Create(colors, noise, mask));

        Assert.Equal(Composite.Create(image, noise, Holes).Pixels, filled.Colors.Pixels);
    }

    /// <summary>ML.NET multiplies colors with alpha when it reads a file: what is known comes back as it came, and the network sees the
    /// colors.</summary>
    [Theory]
    [InlineData(MLPixelFormat.Rgba32)]
    [InlineData(MLPixelFormat.Bgra32)]
    public void Transform_OfMultipliedPixels_BringsThemBackBitByBit_AndFillsWithColors(MLPixelFormat format)
    {
        using var bench = new Workbench();
        byte[] pixels =
            [.. Enumerable.Range(0, Width * Height).SelectMany(i => Holes.Valid[i] == 1 ? new byte[] { 100, 50, 25, 128 } : [0, 0, 0, 0])];
        pixels.AsSpan(0, 8).Clear();
        (pixels[4], pixels[7]) = (1, 3); // of 3: 85 times as bright
        var row = new ImageRow { Image = MLImage.CreateFromPixels(Width, Height, format, pixels), Mask = Holes.ToImage().ToMLImage() };
        var rows = bench.View(row);

        var view = bench.ML.Transforms.InpaintHarmonic("Output", "Image", "Mask").Fit(rows).Transform(rows);

        using var output = bench.ML.Data.CreateEnumerable<FilledRow>(view, reuseRowObject: false).Single().Output!;
        for (var i = 0; i < Holes.Valid.Length; i++)
        {
            Assert.True(Holes.Valid[i] == 0
                || pixels.AsSpan(4 * i, 4).SequenceEqual(output.Pixels.Slice(4 * i, 4)), $"Pixel {i} is known but has changed.");
            Assert.True(Holes.Valid[i] == 1
                || Near([100, 50, 25, 128], output.Pixels.Slice(4 * i, 4)),
                $"Pixel {i}: {string.Join(' ', output.Pixels.Slice(4 * i, 4).ToArray())}");
        }

        using var soft = MLImage.CreateFromPixels(1, 1, format, [100, 50, 25, 128]);
        Assert.Equal(format == MLPixelFormat.Rgba32 ? [199, 100, 50] : [50, 100, 199], soft.ToRgbImage().Pixels);
    }

    /// <summary>A cut-out's soft edge: translucent pixels are known, and as bright as they are.</summary>
    [Fact]
    public void Transform_OfASoftCutoutWithoutMaskColumn_FillsWithItsColors()
    {
        using var bench = new Workbench();
        // (200, 100, 50) of 153
        byte[] pixels =
            [.. Enumerable.Range(0, Width * Height).SelectMany(i => Holes.Valid[i] == 1 ? new byte[] { 120, 60, 30, 153 } : [0, 0, 0, 0])];
        var rows = bench.View(new ImageRow { Image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, pixels) });

        var view = bench.ML.Transforms.InpaintHarmonic("Output", "Image", null).Fit(rows).Transform(rows);

        using var output = bench.ML.Data.CreateEnumerable<FilledRow>(view, reuseRowObject: false).Single().Output!;
        Assert.All(output.Pixels.ToArray().Chunk(4).Zip(Holes.Valid.ToArray()),
            pair => Assert.Equal(pair.Second == 1 ? [120, 60, 30, 153] : [200, 100, 50, 255], pair.First));
    }

    /// <summary>Masks in columns of paths are read as files are: values of 16 bits are not cut to 8 before they are looked at.</summary>
    [Fact]
    public void Transform_OfAMaskFileOf0And1In16Bits_IsRefused()
    {
        using var bench = new Workbench();
        File.WriteAllBytes(bench["mask.png"],
            PngFile.Encode(Width, Height, PngFile.Gray, 16,
                [.. Holes.Valid.ToArray().SelectMany(valid => new byte[] { 0, (byte)(1 - valid) })]));
        var rows = bench.View(new FileRow
        {
            ImagePath = PngFile.Write(bench["image.png"], Samples.Image(Width, Height)),
            MaskPath = bench["mask.png"],
        });
        var view = bench.ML.Transforms.InpaintHarmonic("Output", "ImagePath", "MaskPath").Fit(rows).Transform(rows);

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(view));

        Assert.EndsWith(
            $"'{bench["mask.png"]}' has no hole: its brightest value is 1 of 65535. Save it with 8 bits, or paint the holes white.",
            e.Message, StringComparison.Ordinal);
    }

    static bool Near(byte[] expected, ReadOnlySpan<byte> actual) =>
        Math.Abs(expected[0] - actual[0]) <= 1 && Math.Abs(expected[1] - actual[1]) <= 1 && Math.Abs(expected[2] - actual[2]) <= 1
        && expected[3] == actual[3];

    sealed record RgbaImage(byte[] Pixels, int Width);

    static RgbaImage Rgba(Func<int, int, (int R, int G, int B, int A)> pixel, (int R, int G, int B, int A) hole) =>
        new([.. Enumerable.Range(0, Width * Height).SelectMany(i => Bytes(Holes.Valid[i] == 0 ? hole : pixel(i % Width, i / Width)))],
            Width);

    static byte[] Bytes((int R, int G, int B, int A) pixel) => [(byte)pixel.R, (byte)pixel.G, (byte)pixel.B, (byte)pixel.A];

    static ImageFile Decode(RgbaImage image) => ImageFile.Decode(PngFile.OfRgba(image.Width, Height, image.Pixels), "image.png");

    static RgbaImage Fill(RgbaImage image) =>
        Read(new HarmonicInpainter().Inpaint(Decode(image), Holes));

    /// <summary>Of a wider image, its rows repeated by its first row's rule.</summary>
    static RgbaImage Fill(RgbaImage image, Mask mask, int width)
    {
        byte[] wide =
            [.. Enumerable.Range(0, width * Height)
                .SelectMany(i => i % width == 0 ? image.Pixels[..4] : mask.Valid[i] == 0 ? new byte[4] : image.Pixels[4..8])];
        return Read(new HarmonicInpainter().Inpaint(Decode(new(wide, width)), mask));
    }

    static RgbaImage Read(ImageFile file)
    {
        using var read = NetVips.Image.NewFromBuffer(file.Encode());
        Assert.Equal(4, read.Bands);
        return new(read.WriteToMemory<byte>(), read.Width);
    }

    static IEnumerable<(int X, int Y, byte[] Pixel)> Cells(RgbaImage image, int width = Width) =>
        image.Pixels.Chunk(4).Select((pixel, i) => (i % width, i / width, pixel));
}
