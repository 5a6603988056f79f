using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingStreamTests
{
    static readonly RgbImage Image = Samples.Image(33, 20);
    static readonly Mask Holes = Samples.Hole(33, 20, 8, 5, 12, 9);
    static readonly byte[] Photo = PngFile.Of(Image), MaskFile = PngFile.Of(Holes.ToImage());

    static async Task<byte[]> Inpaint(Site site, byte[] image, byte[] mask)
    {
        using var output = new MemoryStream();
        await site.Service.InpaintAsync(new MemoryStream(image), new MemoryStream(mask), output);
        return output.ToArray();
    }

    [Fact]
    public async Task InpaintAsync_OfStreams_WritesAPngOfTheModelsBytes()
    {
        await using var site = await Site.StartAsync(o => o.MaxBytes = Math.Max(Photo.Length, MaskFile.Length));
        using var inpainter = OnnxInpainter.FromFile(site.ModelPath);

        var filled = ImageFile.Decode(await Inpaint(site, Photo, MaskFile), "filled").Colors;

        Assert.Equal(inpainter.Inpaint(Image, Holes).Pixels, filled.Pixels);
    }

    [Fact]
    public async Task InpaintAsync_OfMoreThanMaxBytes_SaysSoWithoutReadingOn()
    {
        await using var site = await Site.StartAsync(o => o.MaxBytes = 200_000);
        using var endless = new EndlessStream();

        var image =
            await Assert.ThrowsAsync<InpaintingTooLargeException>(() =>
                site.Service.InpaintAsync(endless, new MemoryStream(MaskFile), Stream.Null));
        var mask = await Assert.ThrowsAsync<InpaintingTooLargeException>(() => Inpaint(site, Photo, new byte[200_001]));

        Assert.Equal("The image is a file of more than 200,000 bytes. Send a smaller one, or raise MaxBytes.", image.Message);
        Assert.Equal("The mask is a file of more than 200,000 bytes. Send a smaller one, or raise MaxBytes.", mask.Message);
        Assert.InRange(endless.Given, 200_001, 400_000);
    }

    [Fact]
    public async Task InpaintAsync_OfAFileThatClaimsMoreThanMaxPixels_IsRefusedBeforeDecoding()
    {
        await using var site = await Site.StartAsync();

        var e = await Assert.ThrowsAsync<InpaintingTooLargeException>(() => Inpaint(site, PngFile.Claiming(60_000, 60_000), MaskFile));

        Assert.Equal("The image is 60000×60000 pixels, and an area of at most 4,194,304 is taken. Scale it down, or raise MaxPixels.",
            e.Message);
    }

    [Fact]
    public async Task InpaintAsync_OfADamagedFile_SaysWhichAndFreesThePlace()
    {
        await using var site = await Site.StartAsync(o => o.MaxQueue = 0);

        var text = await Assert.ThrowsAsync<InvalidDataException>(() => Inpaint(site, Photo, "no image"u8.ToArray()));
        var cut = await Assert.ThrowsAsync<InvalidDataException>(() => Inpaint(site, Photo[..^40], MaskFile));

        Assert.Equal("'mask' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.", text.Message);
        Assert.Equal("'image' is damaged or breaks off before its end. Copy it again from its source.", cut.Message);
        Assert.NotEmpty(await Inpaint(site, Photo, MaskFile));
    }

    [Fact]
    public async Task InpaintAsync_InAnUnknownEncoding_ListsTheKnownOnes()
    {
        await using var site = await Site.StartAsync();

        var e = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            site.Service.InpaintAsync(Stream.Null, Stream.Null, Stream.Null, (ImageFormat)7));

        Assert.StartsWith("Format is 7, expected Jpeg, Png, WebP, Tiff.", e.Message);
    }

    /// <summary>Zeros without end.</summary>
    sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            buffer.Span.Clear();
            return new(buffer.Length);
        }
    }
}
