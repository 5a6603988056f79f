namespace PConv.MLNet.Masks;

/// <summary>Meaning of white in a mask image.</summary>
public enum MaskPolarity
{
    /// <summary>White marks the hole (OpenCV, LaMa, IOPaint). The default for images.</summary>
    WhiteIsHole,

    /// <summary>White marks the pixels to keep (the paper, MI-GAN).</summary>
    WhiteIsValid,
}
