using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Fills holes in images with the application's model, a bounded number at a time. Thread-safe.</summary>
/// <remarks>
/// The work runs on the thread pool. Cancellation ends a waiting call immediately and a running call between two operations of the model;
/// either way its slot is released. When the application stops, pending calls are canceled, and later calls throw
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public interface IInpaintingService
{
    /// <summary>Fills the holes of one image.</summary>
    /// <param name="image">Any size up to <see cref="InpaintingServiceOptions.MaxPixels"/>; it must not change before the task
    /// ends.</param>
    /// <param name="mask">A mask of the same size.</param>
    /// <param name="cancel">Ends the call early, for example <c>HttpContext.RequestAborted</c>.</param>
    /// <returns>A new image: known pixels unchanged, holes filled by the model.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the image is larger than the fixed size of the model.</exception>
    /// <exception cref="InpaintingTooLargeException">The image has more pixels than the options allow.</exception>
    /// <exception cref="InpaintingBusyException">Too many calls are already running and waiting.</exception>
    Task<RgbImage> InpaintAsync(RgbImage image, Mask mask, CancellationToken cancel = default);

    /// <summary>Fills the holes of one image as ML.NET holds it.</summary>
    /// <param name="image">As above; it stays the caller's, who may dispose it when the task has ended.</param>
    /// <param name="mask">An image of the same size; <see cref="InpaintingServiceOptions.MaskReading"/> says what white means.</param>
    /// <param name="cancel">Ends the call early.</param>
    /// <returns>A new image for the caller to dispose: known pixels and their alpha bit by bit, holes from the model and as opaque as what
    /// is round them.</returns>
    /// <inheritdoc cref="InpaintAsync(RgbImage, Mask, CancellationToken)" path="/exception"/>
    Task<MLImage> InpaintAsync(MLImage image, MLImage mask, CancellationToken cancel = default);

    /// <summary>Reads an image and its mask as files, fills the holes and writes the result as a file.</summary>
    /// <param name="image">A JPEG, PNG, WebP or TIFF file of up to <see cref="InpaintingServiceOptions.MaxBytes"/>; read to the end and
    /// left open.</param>
    /// <param name="mask">Another one, of the same width and height.</param>
    /// <param name="output">The target stream, such as <c>HttpResponse.Body</c>; nothing is written before the result is complete.</param>
    /// <param name="format">The result's format, PNG by default.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="InvalidDataException">A file cannot be decoded; the message says why.</exception>
    /// <inheritdoc cref="InpaintAsync(RgbImage, Mask, CancellationToken)" path="/exception"/>
    Task InpaintAsync(Stream image, Stream mask, Stream output, ImageFormat format = ImageFormat.Png, CancellationToken cancel = default);
}
