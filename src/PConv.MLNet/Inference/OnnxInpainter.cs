using System.Buffers;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>Fills holes in images of any size with an ONNX model. Thread-safe.</summary>
/// <remarks>Known pixels are preserved exactly, and pixel values inside the holes have no influence.</remarks>
public sealed class OnnxInpainter : IInpainter, IDisposable
{
    /// <summary>Factor for the depth that is filled at once if patches follow, because deep inside a hole they hardly depend on the
    /// network's fill.</summary>
    const int GuidingDepth = 2;

    readonly ModelSession model;
    readonly RunningCalls calls;
    readonly bool resizes;
    readonly RegionInpainter? regions, guiding;
    readonly NaturalStyle natural;

    OnnxInpainter(InpaintingModel opened, OnnxInpainterOptions? options)
    {
        (calls, resizes, natural) = (new(Close), options?.Resize ?? false, new(options ?? new()));
        if (options is { Style: InpaintingStyle.Natural } || options?.Style is null && opened == InpaintingModel.BuiltIn)
        {
            natural.Prepare(); // in parallel with opening the model
        }

        try
        {
            model = new(opened, options, calls);
            var large = options is null ? new() : options.LargeImages;
            Style = options?.Style
                ?? (Description.Name == InpaintingModelDescription.PartialConv.Name ? InpaintingStyle.Natural : InpaintingStyle.Faithful);
            if (large is not null && !(resizes && model.Signature.Fixed is not null))
            {
                var classes = new SizeClasses(large.MaxSide, model.Signature.SizeMultiple, model.Signature.Fixed);
                regions = new(large, classes, model.Run);
                guiding = new(large with { MaxDepth = GuidingDepth * large.MaxDepth }, classes, model.Run);
            }
        }
        catch
        {
            model?.Dispose();
            natural.Dispose();
            throw;
        }
    }

    /// <summary>Loads the model that ships with the library.</summary>
    public static OnnxInpainter BuiltIn(OnnxInpainterOptions? options = null) => Open(InpaintingModel.BuiltIn, options);

    /// <summary>Creates a model from trained weights, without a file.</summary>
    public static OnnxInpainter FromWeights(NetworkWeights weights, OnnxInpainterOptions? options = null) =>
        Open(InpaintingModel.FromBytes(OnnxExport.ToBytes(weights)), options);

    /// <summary>Loads a model file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is not an ONNX model, or its inputs or outputs are not supported.</exception>
    public static OnnxInpainter FromFile(string path, OnnxInpainterOptions? options = null) =>
        Open(InpaintingModel.FromFile(path), options);

    /// <summary>Loads a model.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model, or its inputs or outputs are not supported.</exception>
    public static OnnxInpainter Open(InpaintingModel model, OnnxInpainterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model, options);
    }

    /// <summary>The active execution provider: <c>CPU</c>, <c>CUDA:0</c>, or <c>TensorRT:0</c> with CUDA for the operators it
    /// lacks.</summary>
    public string Provider => model.Provider;

    /// <summary>Why the preferred device is not used; null if it is used.</summary>
    public string? FallbackReason => model.FallbackReason;

    /// <summary>The given description, or the convention recognized in the model.</summary>
    public InpaintingModelDescription Description => model.Signature.Description;

    /// <summary>The default style of fills: the style of the options, or else of the model.</summary>
    public InpaintingStyle Style { get; }

    /// <summary>The size to which an image is padded, or scaled with Resize, before it goes through the model as a whole. Images of equal
    /// padded size can share a batch.</summary>
    /// <exception cref="ArgumentException">The image is larger than the fixed size of the model.</exception>
    public ImageSize PaddedSize(ImageSize image) => model.Signature.SizeFor(ScaledSize(image));

    /// <summary>The size by which images are grouped into batches: the padded size, or the image's own size if it exceeds the model's and
    /// the image is filled in parts.</summary>
    /// <exception cref="ArgumentException">The image is larger than the fixed size of the model, and
    /// <see cref="OnnxInpainterOptions.LargeImages"/> is null.</exception>
    public ImageSize GroupSize(ImageSize image) =>
        regions is not null && model.Signature.Fixed is { } only && (image.Width > only.Width || image.Height > only.Height) ? image
        : PaddedSize(image);

    /// <summary>Fills the holes of one image.</summary>
    /// <param name="image">An image of any size.</param>
    /// <param name="mask">A mask of the same size.</param>
    /// <param name="cancel">Cancels the call, even while it runs.</param>
    /// <returns>A new image: known pixels unchanged, holes filled in the <see cref="Style"/>.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the image is larger than the fixed size of the model.</exception>
    /// <exception cref="InpaintingModelException">The model cannot run, or returns NaN, values far outside its range, or an output of the
    /// wrong size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) => Inpaint(image, mask, Style, cancel);

    /// <summary>Fills the holes of one image in the given style, which overrides the options.</summary>
    public RgbImage Inpaint(RgbImage image, Mask mask, InpaintingStyle style, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        return Inpaint([new(image, mask)], style, cancel)[0];
    }

    /// <summary>Fills the holes of images of any sizes. Inputs of equal size share calls of the model; a result does not depend on the
    /// other images.</summary>
    /// <param name="batch">Images and masks.</param>
    /// <param name="cancel">Cancels the call, even while it runs.</param>
    /// <returns>New images: known pixels unchanged, holes filled in the <see cref="Style"/>.</returns>
    /// <inheritdoc cref="Inpaint(RgbImage, Mask, CancellationToken)" path="/exception"/>
    internal IReadOnlyList<RgbImage> Inpaint(IReadOnlyList<InpaintingInput> batch, CancellationToken cancel = default) =>
        Inpaint(batch, Style, cancel);

    RgbImage[] Inpaint(IReadOnlyList<InpaintingInput> batch, InpaintingStyle style, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var (image, mask) in batch)
        {
            mask.EnsureCovers(image.Size);
        }

        cancel.ThrowIfCancellationRequested();
        InpaintingInput[] copies = [.. batch.Select(input => input with { Image = input.Image.Clone() })];
        FillInPlace(copies, style, cancel);
        return [.. copies.Select(input => input.Image)];
    }

    /// <summary>As <see cref="Inpaint(IReadOnlyList{InpaintingInput}, CancellationToken)"/>, in images of the caller's own: after an error
    /// some holes may be filled, known pixels are as they were.</summary>
    /// <param name="batch">Images, to write to, and masks of their sizes.</param>
    /// <param name="style">Of the fills; null for <see cref="Style"/>.</param>
    /// <param name="cancel">Ends the work early.</param>
    internal void FillInPlace(IReadOnlyList<InpaintingInput> batch, InpaintingStyle? style = null, CancellationToken cancel = default)
    {
        if ((style ?? Style) == InpaintingStyle.Faithful)
        {
            Fill(batch, regions, cancel);
            return;
        }

        calls.Enter(); // counts the natural style's network as a running call
        try
        {
            natural.Fill(batch, inputs => Fill(inputs, guiding, cancel), cancel);
        }
        finally
        {
            calls.Leave();
        }
    }

    void Fill(IReadOnlyList<InpaintingInput> batch, RegionInpainter? parts, CancellationToken cancel)
    {
        if (parts is not null)
        {
            parts.Fill(batch, cancel);
            return;
        }

        foreach (var group in batch.Where(input => input.Mask.HoleCount > 0).GroupBy(input => PaddedSize(input.Image.Size)))
        {
            InpaintingInput[] inputs = [.. group];
            Run(inputs, (i, planes, padded) => PlanarLayout.ReadHolesInPlace(inputs[i], planes, padded), cancel);
        }
    }

    /// <summary>Runs the network on whole images of equal padded size, in one call if the model accepts any batch size.</summary>
    /// <param name="batch">Images and masks.</param>
    /// <param name="read">Called for each image, by several threads at once.</param>
    /// <param name="cancel">Cancels the call, even while it runs.</param>
    /// <inheritdoc cref="Inpaint(RgbImage, Mask, CancellationToken)" path="/exception"/>
    internal void Run(IReadOnlyList<InpaintingInput> batch, NetworkOutputReader read, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(read);
        var padded = batch.Count == 0 ? default : PaddedSize(batch[0].Image.Size);
        foreach (var (image, mask) in batch)
        {
            mask.EnsureCovers(image.Size);
            if (PaddedSize(image.Size) != padded)
            {
                throw new ArgumentException(
                    $"A batch of {padded} cannot hold an image of {image.Size}. Group images by {nameof(PaddedSize)}.");
            }
        }

        model.Run(batch.Count, padded,
            (i, colors, valid) =>
            {
                var (image, mask) = Scaled(batch[i]);
                PlanarLayout.Write(image, colors, padded);
                PlanarLayout.Write(mask, valid, padded);
                return image.Size;
            },
            (i, planes, _) => Read(i, planes, padded, batch[i].Image.Size, read),
            cancel);
    }

    /// <summary>Rejects further calls. The session is closed when the last running call has ended.</summary>
    public void Dispose() => calls.Dispose();

    void Close()
    {
        model.Dispose();
        natural.Dispose();
    }

    /// <summary>The part of the padded size that holds the image.</summary>
    ImageSize ScaledSize(ImageSize image) =>
        resizes && model.Signature.Fixed is { } size ? new(Math.Min(image.Width, size.Width), Math.Min(image.Height, size.Height)) : image;

    InpaintingInput Scaled(InpaintingInput input) =>
        ScaledSize(input.Image.Size) is var size && size == input.Image.Size ? input : Scaling.Shrink(input, size);

    /// <summary>Passes the network's output for an image on, at the image's original scale.</summary>
    void Read(int index, ReadOnlySpan<float> planes, ImageSize padded, ImageSize image, NetworkOutputReader read)
    {
        var scaled = ScaledSize(image);
        if (scaled == image)
        {
            read(index, planes, padded);
            return;
        }

        var values = RgbImage.Channels * image.Area;
        var enlarged = ArrayPool<float>.Shared.Rent(values);
        Scaling.Enlarge(planes, padded, scaled, enlarged, image);
        read(index, enlarged.AsSpan(0, values), image);
        ArrayPool<float>.Shared.Return(enlarged);
    }
}
