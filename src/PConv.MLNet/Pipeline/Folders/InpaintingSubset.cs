namespace PConv.MLNet;

/// <summary>Subset of an image; the numbers are those of CelebA's list_eval_partition.txt.</summary>
public enum InpaintingSubset
{
    /// <summary>Training set.</summary>
    Train = 0,

    /// <summary>Validation set.</summary>
    Validation = 1,

    /// <summary>Test set.</summary>
    Test = 2,
}
