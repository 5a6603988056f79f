namespace PConv.MLNet.Onnx;

/// <summary>How a network is written as a graph. All forms give the same values up to rounding; they differ in run time.</summary>
public enum GraphForm
{
    /// <summary>The fastest on CPUs: every layer stays in the runtime's blocked layout, and the decoder convolves before enlarging. The
    /// default.</summary>
    Fast,

    /// <summary>One mask plane per group of channels, with batch normalization folded into the weights: few nodes, easy to read.</summary>
    Direct,

    /// <summary>As in the paper and in public code: a mask for every channel and separate batch normalization. For comparison.</summary>
    Reference,
}
