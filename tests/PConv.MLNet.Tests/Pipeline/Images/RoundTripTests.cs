using NetVips;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;
using SkiaSharp;

namespace PConv.MLNet.Tests;

/// <summary>Files of all formats and kinds whose mask is all hole but a corner: what is no hole comes back, and what the file says of
/// itself.</summary>
public class RoundTripTests
{
    const int Width = 48, Height = 36, Corner = 16;

    /// <summary>The formats' kinds, each plain, with all metadata, with a profile alone and with EXIF and density alone.</summary>
    public static TheoryData<string> Names() => [.. Files().Select(file => file.Name)];

    static IEnumerable<(string Name, MadeFile File)> Files()
    {
        (ImageFormat Format, int Bands, int Bits, bool IsPalette, bool IsLossless)[] kinds =
        [
            .. from bands in new[] { 1, 2, 3, 4 } from bits in new[] { 8, 16 } select (ImageFormat.Png, bands, bits, false, true),
            (ImageFormat.Png, 3, 8, true, true),
            .. from bands in new[] { 1, 2, 3, 4 } from bits in new[] { 8, 16 } select (ImageFormat.Tiff, bands, bits, false, true),
            (ImageFormat.Jpeg, 1, 8, false, false), (ImageFormat.Jpeg, 3, 8, false, false),
            (ImageFormat.WebP, 3, 8, false, true), (ImageFormat.WebP, 4, 8, false, true), (ImageFormat.WebP, 3, 8, false, false),
            (ImageFormat.WebP, 4, 8, false, false),
        ];
        foreach (var (format, bands, bits, isPalette, isLossless) in kinds)
        {
            for (var with = 0; with < 4; with++)
            {
                var profile = with is 1 or 2 ? bands < 3 ? MadeFile.GrayGamma : MadeFile.DisplayP3 : null;
                var exif = with is 1 or 3 ? TiffFile.Block(big: bits == 16, TiffFile.Camera()) : null;
                yield return ($"{format} of {bands} × " +
                    $"{bits}{(isPalette ? ", palette" : "")}{(isLossless ? "" : ", lossy")}" +
                    $"{(profile is null ? "" : ", profile")}{(exif is null ? "" : ", EXIF")}",
                    new MadeFile(format, Width, Height, bands, bits)
                    {
                        IsPalette = isPalette,
                        IsLossless = isLossless,
                        Profile = profile,
                        Exif = exif,
                        Density = exif is null ? 0 : 300,
                    });
            }
        }
    }

    [Fact]
    public void Files_AreAtLeastSixty() => Assert.InRange(Files().Count(), 60, 100);

    [Theory]
    [MemberData(nameof(Names))]
    public void Fill_OfAllButACorner_LeavesAllElseAsItWas(string name)
    {
        var made = Files().Single(file => file.Name == name).File;
        var before = made.Encode();
        var image = ImageFile.Decode(before, name);
        var mask =
            Mask.FromHoles(Width, Height, [.. Enumerable.Range(0, Width * Height).Select(i => i % Width >= Corner || i / Width >= Corner)]);

        var after =
            VisibleFill.Fill(image, mask, (colors, holes) => Composite.Create(colors, Samples.Noise(colors.Width, colors.Height), holes))
            .Encode();

        Assert.Equal(made.Profile, FileParts.Profile(after));
        Assert.Equal(FileParts.Density(before), FileParts.Density(after));
        Assert.Equal(Entries(before), Entries(after));
        using var read = Image.NewFromBuffer(after);
        Assert.Equal((made.Bands, made.Bits == 16), (read.Bands, read.Format == Enums.BandFormat.Ushort));
        var (expected, actual) = (Known(Pixels(before)), Known(Pixels(after)));
        if (made is { Format: ImageFormat.Jpeg } or { Format: ImageFormat.WebP, IsLossless: false })
        {
            Assert.InRange(expected.Zip(actual).Average(pair => Math.Abs(pair.First - pair.Second)), 0, 2);
        }
        else
        {
            Assert.Equal(expected, actual);
            Assert.NotEqual(Pixels(before), Pixels(after));
        }
    }

    /// <summary>What EXIF says, or a TIFF file's own entries; not how pixels are stored.</summary>
    static SortedDictionary<string, string>? Entries(byte[] file)
    {
        if (FileParts.Exif(file) is not { } block)
        {
            return null;
        }

        var entries = TiffFile.Read(block);
        ushort[] storage =
            [254, 256, 257, 258, 259, 262, 266, 273, TiffFile.Orientation, 277, 278, 279, 284, 317, 338, 339, 700, TiffFile.Profile];
        return new(entries.Where(entry => !ushort.TryParse(entry.Key, out var tag) || !storage.Contains(tag)).ToDictionary(),
            StringComparer.Ordinal);
    }

    /// <summary>By Skia, colors not multiplied, where it reads the format and its bits; by libvips where not.</summary>
    static byte[] Pixels(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        using var image = Image.NewFromBuffer(file);
        if (codec is null || image.Format == Enums.BandFormat.Ushort)
        {
            return image.Format == Enums.BandFormat.Ushort
                ? [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(image.WriteToMemory<ushort>())]
                : image.WriteToMemory<byte>();
        }

        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul); // without a color space: values as they are
        var pixels = new byte[info.BytesSize];
        using var bitmap = new SKBitmap(info);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, bitmap.GetPixels()));
        System.Runtime.InteropServices.Marshal.Copy(bitmap.GetPixels(), pixels, 0, pixels.Length);
        return pixels;
    }

    static byte[] Known(byte[] pixels)
    {
        var size = pixels.Length / (Width * Height);
        return [.. Enumerable.Range(0, Corner).SelectMany(y => pixels[(y * Width * size)..((y * Width + Corner) * size)])];
    }
}
