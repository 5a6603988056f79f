namespace PConv.MLNet.Masks;

/// <summary>Whether holes touch the border region of an image: the two kinds of the paper's test masks (section 4.2).</summary>
public enum BorderClass
{
    /// <summary>Holes anywhere; at least one is near an edge.</summary>
    N,

    /// <summary>No holes in the border region, which is 50 px wide in the paper.</summary>
    B,
}
