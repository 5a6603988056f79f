namespace PConv.MLNet.Masks;

/// <summary>What white means in a mask image.</summary>
public enum MaskPolarity
{
    /// <summary>White marks the hole (OpenCV, LaMa, IOPaint). The default for images.</summary>
    WhiteIsHole,

    /// <summary>White marks what to keep (the paper, MI-GAN).</summary>
    WhiteIsValid,
}
