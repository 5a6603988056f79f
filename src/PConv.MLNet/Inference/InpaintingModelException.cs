namespace PConv.MLNet.Inference;

/// <summary>A model cannot run, or returns NaN, values far outside its range, or an output of the wrong size. The image is not the
/// cause.</summary>
public sealed class InpaintingModelException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="model">Name of the model in messages.</param>
    /// <param name="message">The failure, the model's name, and what to do.</param>
    /// <param name="inner">The exception of ONNX Runtime, if any.</param>
    public InpaintingModelException(string model, string message, Exception? inner = null)
        : base(message, inner) => Model = model;

    /// <summary>Gets the path of the model file, or the model's name if it has no file, such as the built-in model.</summary>
    public string Model { get; }
}
