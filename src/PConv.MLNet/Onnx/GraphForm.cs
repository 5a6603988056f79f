namespace PConv.MLNet.Onnx;

/// <summary>How a network is written as a graph. All forms give the same numbers up to rounding; they differ in time.</summary>
public enum GraphForm
{
    /// <summary>The quickest on CPUs: every layer stays in the runtime's blocked layout, and the decoder convolves before it enlarges. The
    /// default.</summary>
    Fast,

    /// <summary>One mask plane a group of channels, batch normalization folded into the weights: few nodes, easy to read.</summary>
    Direct,

    /// <summary>As the paper writes it and public code computes it: a mask for every channel, batch normalization apart. To compare
    /// with.</summary>
    Reference,
}
