using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Model, limits and mask options of <c>services.AddInpainting()</c>. Read once; later configuration changes are
/// ignored.</summary>
/// <remarks>A class with setters, as configuration binding and <c>Action&lt;T&gt;</c> need it; checked when the application
/// starts.</remarks>
public sealed class InpaintingServiceOptions
{
    /// <summary>An ONNX model file, relative to the application's content root, or null for the built-in model, the default.</summary>
    public string? ModelFile { get; set; }

    /// <summary>
    /// Default method for calls that do not name one: <c>natural</c>, the network in the style of <see cref="Scoring"/>, by default,
    /// <c>faithful</c>, or one of the methods that need no network (<see cref="InpaintingMethod.All"/>), such as <c>harmonic</c> or
    /// <c>patchmatch</c>.
    /// </summary>
    public string Method { get; set; } = InpaintingMethod.Natural;

    /// <summary>Style, device and threads; the style of the model, on the CPU with one thread per core, by default.</summary>
    public OnnxInpainterOptions Scoring { get; set; } = new();

    /// <summary>Whether the model is loaded while the application starts, true by default: a model that cannot be loaded then fails
    /// startup.</summary>
    public bool LoadAtStart { get; set; } = true;

    /// <summary>What white is and means in a mask image; the hole, from 128 on, by default. A <see cref="Mask"/> is taken as it
    /// is.</summary>
    public MaskReading MaskReading { get; set; } = new();

    /// <summary>Pixels by which holes grow before they are filled, for calls that do not set it, 0 (the default) to 1,000.</summary>
    public int Grow { get; set; }

    /// <summary>Maximum number of concurrent calls, 1 by default, because one call of the model already uses all cores.</summary>
    /// <remarks>A larger value helps if <see cref="OnnxInpainterOptions.Threads"/> is below the number of cores. Memory grows
    /// proportionally.</remarks>
    public int MaxConcurrency { get; set; } = 1;

    /// <summary>Maximum number of waiting calls, 16 by default; 0 for none. Further calls throw <see cref="InpaintingBusyException"/>
    /// immediately.</summary>
    public int MaxQueue { get; set; } = 16;

    /// <summary>Largest area of an image, in pixels, 4,194,304 (2048×2048) by default.</summary>
    public int MaxPixels { get; set; } = 1 << 22;

    /// <summary>Largest encoded file read from a stream, in bytes, 20,971,520 (20 MiB) by default; for the image and the mask
    /// each.</summary>
    public int MaxBytes { get; set; } = 20 << 20;

    /// <summary>Bytes of uploads that the routes of <c>MapInpainting</c> hold at once, 268,435,456 (256 MiB) by default. A request beyond
    /// that gets status 429.</summary>
    public long MaxPendingBytes { get; set; } = 256 << 20;

    /// <summary>Longest time in which a client may send its request to a route of <c>MapInpainting</c>, 5 minutes by default; then it gets
    /// status 408.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest request: two files of <see cref="MaxBytes"/> as base64, and 64 KiB of overhead.</summary>
    internal long MaxRequestBytes => (long)MaxBytes * 2 * 4 / 3 + (1 << 16);
}
