using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Writes the model's input for one of several windows.</summary>
/// <param name="index">Index of the window.</param>
/// <param name="colors">float [3, H, W], RGB, [0, 1]; uninitialized.</param>
/// <param name="valid">float [H, W], 1 = valid, 0 = hole; uninitialized.</param>
/// <returns>The upper left part that was written; the rest is padding.</returns>
delegate ImageSize WindowWriter(int index, Span<float> colors, Span<float> valid);

/// <summary>Runs a model on windows of one size.</summary>
/// <param name="count">Number of windows.</param>
/// <param name="canvas">Size of the windows, padding included.</param>
/// <param name="write">Called for each window, by several threads at once.</param>
/// <param name="read">Called for each window, by several threads at once.</param>
/// <param name="cancel">Cancels the call, even while it runs.</param>
delegate void WindowRunner(int count, ImageSize canvas, WindowWriter write, NetworkOutputReader read, CancellationToken cancel);
