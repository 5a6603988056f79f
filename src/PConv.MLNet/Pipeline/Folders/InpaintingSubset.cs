namespace PConv.MLNet;

/// <summary>What an image is for; the numbers are those of CelebA's list_eval_partition.txt.</summary>
public enum InpaintingSubset
{
    /// <summary>To learn from.</summary>
    Train = 0,

    /// <summary>To choose by.</summary>
    Validation = 1,

    /// <summary>To report on.</summary>
    Test = 2,
}
