using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>How a network is written as an ONNX model.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The one size the model takes, one image a call, as ML.NET's ApplyOnnxModel needs it; null, the default, leaves N, H and W
    /// open.</summary>
    public ImageSize? FixedSize { get; init; }

    /// <summary>How the graph is written.</summary>
    public GraphForm Form { get; init; } = GraphForm.Fast;

    /// <summary>Input and output conventions of the model.</summary>
    public ModelConvention Convention { get; init; } = ModelConvention.PartialConv;

    /// <summary>What these weights gave on images, for a model with 8-bit arithmetic; null, the default, for floats.</summary>
    /// <remarks>
    /// Experimental: a third quicker at the paper's width on a CPU without VNNI, hardly so for small networks; docs/int8.md has the
    /// figures. The file needs ONNX Runtime, whose own operators (domain com.microsoft) it uses, on a CPU.
    /// </remarks>
    public Int8Calibration? Calibration { get; init; }

    /// <exception cref="ArgumentException">No image has that size, the calibration is of another network, or 8-bit arithmetic is asked of
    /// another form than the fast one.</exception>
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
