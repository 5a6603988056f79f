namespace PConv.MLNet.Inference;

/// <summary>What a fill is for. Known pixels stay bit by bit in both.</summary>
public enum InpaintingStyle
{
    /// <summary>What a person would choose: patches from the surroundings, guided by the network's fill and mixed with it by frequency. The
    /// default.</summary>
    Natural,

    /// <summary>The least error (PSNR, SSIM, L1): the network's fill as it is, which is smooth where it cannot know.</summary>
    Faithful,
}
