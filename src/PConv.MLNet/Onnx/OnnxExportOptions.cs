using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>Options for exporting a network as an ONNX model.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The only size the model accepts, one image per call, as ML.NET's ApplyOnnxModel requires; null, the default, leaves N, H
    /// and W dynamic.</summary>
    public ImageSize? FixedSize { get; init; }

    /// <summary>Form of the graph.</summary>
    public GraphForm Form { get; init; } = GraphForm.Fast;

    /// <summary>Input and output conventions of the model.</summary>
    public ModelConvention Convention { get; init; } = ModelConvention.PartialConv;

    /// <summary>Value ranges of these weights on calibration images, for a model with 8-bit arithmetic; null, the default, for
    /// floats.</summary>
    /// <remarks>The file requires ONNX Runtime on a CPU, because it uses its own operators (domain com.microsoft).</remarks>
    internal Int8Calibration? Calibration { get; init; }

    /// <exception cref="ArgumentException">The size is invalid, the calibration belongs to another network, or 8-bit arithmetic is combined
    /// with a form other than the fast one.</exception>
    internal void Validate(UNetSpec spec)
    {
        if (FixedSize is { } size && (size.Width < 1 || size.Height < 1))
        {
            throw new ArgumentException($"The fixed size is {size}, expected at least 1×1. Leave it out for images of any size.",
                nameof(FixedSize));
        }

        if (Form is not (GraphForm.Fast or GraphForm.Direct or GraphForm.Reference))
        {
            throw new ArgumentOutOfRangeException(nameof(Form), Form, $"There is no form {Form}.");
        }

        if (Calibration is not null && Form != GraphForm.Fast)
        {
            throw new ArgumentException($"The form {Form} has no 8-bit arithmetic. Leave out the form or the calibration.", nameof(Form));
        }

        Calibration?.EnsureOf(spec);
    }
}
