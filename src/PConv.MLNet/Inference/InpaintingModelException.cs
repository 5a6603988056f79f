namespace PConv.MLNet.Inference;

/// <summary>A model misbehaves: it cannot run, or gives NaN, values far out of its range
/// or an output of another size. The image is not at fault.</summary>
public sealed class InpaintingModelException : InvalidOperationException
{
    /// <summary>Tells what a model did.</summary>
    /// <param name="model">What messages call the model.</param>
    /// <param name="message">What was found, with the model's name, and what to do.</param>
    /// <param name="inner">What ONNX Runtime threw, if it did.</param>
    public InpaintingModelException(string model, string message, Exception? inner = null)
        : base(message, inner) => Model = model;

    /// <summary>Gets the model's file, or what it is called without one, as the built-in model.</summary>
    public string Model { get; }
}
