namespace PConv.MLNet.Inference;

/// <summary>The goal of a fill. Both styles preserve known pixels exactly.</summary>
public enum InpaintingStyle
{
    /// <summary>The fill that people prefer: patches from the surroundings, guided by the network's fill and mixed with it by frequency.
    /// The default.</summary>
    Natural,

    /// <summary>The least error (PSNR, SSIM, L1): the network's unmodified fill, which is smooth where the content is uncertain.</summary>
    Faithful,
}
