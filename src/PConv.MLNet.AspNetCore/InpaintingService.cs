using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Validates a call, queues it, and runs it on the model.</summary>
sealed class InpaintingService(IOptions<InpaintingServiceOptions> options, InpaintingEngine engine, IMeterFactory meters)
    : IInpaintingService, IDisposable
{
    const int ProbeSide = 8;

    readonly InpaintingServiceOptions options = options.Value;

    /// <summary>What the options say of a call.</summary>
    public InpaintingRequest FromOptions => new(null, options.MaskReading, Grow: options.Grow);

    public InpaintingQueue Queue { get; } = new(options.Value.MaxConcurrency, options.Value.MaxQueue, meters);

    public Task<RgbImage> InpaintAsync(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        EnsureFits("image", image.Width, image.Height);
        mask.EnsureCovers(image.Size);
        return Queue.RunAsync(token => engine.Inpaint(null, null, image, mask.Grow(options.Grow), token), cancel);
    }

    /// <summary>Fills a tiny image, without being counted as a call.</summary>
    public Task ProbeAsync(CancellationToken cancel) => Queue.RunAsync(
        token => engine.Inpaint(null, null, new(ProbeSide, ProbeSide), Mask.AllHoles(ProbeSide, ProbeSide), token), cancel,
        isCounted: false);

    public Task<MLImage> InpaintAsync(MLImage image, MLImage mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        EnsureFits("image", image.Width, image.Height);
        EnsureFits("mask", mask.Width, mask.Height);
        return Queue.RunAsync(token => Fill(image, mask, FromOptions, token), cancel);
    }

    public async Task InpaintAsync(Stream image, Stream mask, Stream output, ImageFormat format = ImageFormat.Png,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(output);
        if (!Enum.IsDefined(format))
        {
            throw new ArgumentOutOfRangeException(nameof(format),
                $"Format is {format}, expected {string.Join(", ", Enum.GetNames<ImageFormat>())}.");
        }

        // a slow client holds no slot: files are read before queuing and written after the work
        var imageFile = await EncodedImage.ReadAsync(image, "image", options, cancel).ConfigureAwait(false);
        var maskFile = await EncodedImage.ReadAsync(mask, "mask", options, cancel).ConfigureAwait(false);
        var filled = await InpaintAsync(imageFile, maskFile, FromOptions with { Format = format }, cancel).ConfigureAwait(false);
        await output.WriteAsync(filled.File, cancel).ConfigureAwait(false);
    }

    /// <summary>Fills an encoded image; the headers of image and mask are checked before decoding.</summary>
    public Task<InpaintingAnswer> InpaintAsync(byte[] image, byte[] mask, InpaintingRequest request, CancellationToken cancel)
    {
        var size = EncodedImage.EnsureFits(image, "image", options);
        Mask.EnsureCovers(EncodedImage.EnsureFits(mask, "mask", options), size);
        return Queue.RunAsync(token => Fill(image, mask, request, token), cancel);
    }

    /// <summary>Reads a mask file and returns the mask as a PNG file, white = hole.</summary>
    public Task<byte[]> ReadMaskAsync(byte[] mask, MaskReading reading, CancellationToken cancel) => ReadAsync(mask, "mask",
        file => ReadMask(file, FromOptions with { Reading = reading, IsMeant = true }).ToImage().ToPngBytes(), cancel);

    /// <summary>Converts an image file to a format, rotated upright, with its metadata.</summary>
    public Task<InpaintingAnswer> ReadImageAsync(byte[] image, ImageFormat format, CancellationToken cancel) =>
        ReadAsync(image, "image", file => Encoded(ImageFile.Decode(file, "image"), format), cancel);

    Task<T> ReadAsync<T>(byte[] file, string name, Func<byte[], T> read, CancellationToken cancel)
    {
        EncodedImage.EnsureFits(file, name, options);
        return Queue.RunAsync(_ => read(file), cancel);
    }

    static InpaintingAnswer Encoded(ImageFile image, ImageFormat format) =>
        new(image.Encode(format), [.. image.Notes, .. image.LossesIn(format)]);

    /// <summary>Ends all calls, then closes the model: a native session must not be disposed while it runs.</summary>
    public void Dispose()
    {
        Queue.Dispose();
        engine.Dispose();
    }

    InpaintingAnswer Fill(byte[] imageFile, byte[] maskFile, InpaintingRequest request, CancellationToken cancel)
    {
        var image = ImageFile.Decode(imageFile, "image");
        var mask = ReadMask(maskFile, request);
        return Encoded(new Requested(engine, request).Inpaint(image, mask.Grow(request.Grow), cancel), request.Format);
    }

    static Mask ReadMask(byte[] file, InpaintingRequest request)
    {
        var doubt = "";
        var mask = Mask.Read(ImageFile.Decode(file, "mask"), request.Reading, text => doubt = text);
        return doubt.Length == 0 || mask.HoleCount > 0 && request.IsMeant ? mask : throw new InvalidDataException(doubt);
    }

    MLImage Fill(MLImage image, MLImage mask, InpaintingRequest request, CancellationToken cancel) =>
        new Requested(engine, request).Inpaint(image, mask.ToMask(request.Reading).Grow(request.Grow), cancel);

    void EnsureFits(string name, int width, int height) =>
        InpaintingTooLargeException.ThrowIfMorePixels(name, width, height, options.MaxPixels);

    /// <summary>The model or method that a request asks for.</summary>
    sealed class Requested(InpaintingEngine engine, InpaintingRequest request) : IInpainter
    {
        public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
            engine.Inpaint(request.Method, request.Style, image, mask, cancel);
    }
}
