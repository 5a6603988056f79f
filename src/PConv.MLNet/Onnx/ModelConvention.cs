namespace PConv.MLNet.Onnx;

/// <summary>Input and output conventions of an exported model. In all of them the inputs are named image and mask, and the output is named
/// output.</summary>
public enum ModelConvention
{
    /// <summary>This library's convention: mask 1 = valid, output 0 to 1. The default.</summary>
    PartialConv,

    /// <summary>The convention of common LaMa exports (Suvorov et al., WACV 2022), for programs that expect it: mask 1 = hole, output 0 to
    /// 255.</summary>
    LaMa,
}
