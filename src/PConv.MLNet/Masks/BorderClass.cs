namespace PConv.MLNet.Masks;

/// <summary>Whether holes keep away from an image's edges: the two kinds of the paper's test masks (section 4.2).</summary>
public enum BorderClass
{
    /// <summary>Holes anywhere: at least one lies near an edge.</summary>
    N,

    /// <summary>All holes keep the border free, 50 px wide in the paper.</summary>
    B,
}
