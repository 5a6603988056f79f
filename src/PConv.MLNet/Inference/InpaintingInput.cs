using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>One image and the mask over it, of the same size.</summary>
sealed record InpaintingInput(RgbImage Image, Mask Mask);

/// <summary>Reads the network's output for one image of a batch, before compositing and rounding.</summary>
/// <param name="index">Index of the image in its batch.</param>
/// <param name="planes">float [3, padded.Height, padded.Width], RGB, about [0, 1]; valid during the call.</param>
/// <param name="padded">The size the image was padded to, at the right and below.</param>
delegate void NetworkOutputReader(int index, ReadOnlySpan<float> planes, ImageSize padded);
