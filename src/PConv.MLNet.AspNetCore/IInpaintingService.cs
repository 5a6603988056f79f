using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Fills holes in images with the one model of the application, a bounded number at a time. Safe for use by all requests at
/// once.</summary>
/// <remarks>
/// The work runs on the thread pool. Cancelling ends a call that waits at once and one that runs between two operations of the model;
/// either way its place is free again. When the application stops, calls under way are canceled, and later ones get
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public interface IInpaintingService
{
    /// <summary>Fills the holes of one image.</summary>
    /// <param name="image">Any size up to <see cref="InpaintingServiceOptions.MaxPixels"/>; it must not change before the task
    /// ends.</param>
    /// <param name="mask">Of the same size.</param>
    /// <param name="cancel">Ends the call early, as <c>HttpContext.RequestAborted</c> does.</param>
    /// <returns>A new image: known pixels bit by bit, holes from the model.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the model takes one fixed size that is smaller.</exception>
    /// <exception cref="InpaintingTooLargeException">The image has more pixels than the options allow.</exception>
    /// <exception cref="InpaintingBusyException">Too many calls run and wait already.</exception>
    Task<RgbImage> InpaintAsync(RgbImage image, Mask mask, CancellationToken cancel = default);

    /// <summary>Fills the holes of one image as ML.NET holds it.</summary>
    /// <param name="image">As above; it stays the caller's, who may dispose it when the task has ended.</param>
    /// <param name="mask">An image of the same size; <see cref="InpaintingServiceOptions.MaskPolarity"/> says what white means.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>A new image for the caller to dispose: known pixels and their alpha bit by bit, holes from the model and as opaque as what
    /// is round them.</returns>
    /// <inheritdoc cref="InpaintAsync(RgbImage, Mask, CancellationToken)" path="/exception"/>
    Task<MLImage> InpaintAsync(MLImage image, MLImage mask, CancellationToken cancel = default);

    /// <summary>Reads an image and its mask as files, fills the holes and writes the result as a file.</summary>
    /// <param name="image">A JPEG, PNG, WebP or TIFF file of up to <see cref="InpaintingServiceOptions.MaxBytes"/>; read to its end and
    /// left open.</param>
    /// <param name="mask">Another one, of the same width and height.</param>
    /// <param name="output">Where the result goes, as <c>HttpResponse.Body</c>; nothing is written before the result is whole.</param>
    /// <param name="format">The result's format, PNG by default.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="InvalidDataException">A file cannot be decoded; the message says why.</exception>
    /// <inheritdoc cref="InpaintAsync(RgbImage, Mask, CancellationToken)" path="/exception"/>
    Task InpaintAsync(Stream image, Stream mask, Stream output, ImageFormat format = ImageFormat.Png, CancellationToken cancel = default);
}
