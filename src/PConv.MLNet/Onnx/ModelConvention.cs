namespace PConv.MLNet.Onnx;

/// <summary>Input and output conventions of an exported model. Inputs are called image and mask, the output output, in each of them.</summary>
public enum ModelConvention
{
    /// <summary>This library's: mask 1 = valid, output 0 to 1. The default.</summary>
    PartialConv,

    /// <summary>That of LaMa's widespread exports (Suvorov et al., WACV 2022), for programs that expect it: mask 1 = hole, output 0 to
    /// 255.</summary>
    LaMa,
}
