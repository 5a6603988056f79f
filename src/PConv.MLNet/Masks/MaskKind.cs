namespace PConv.MLNet.Masks;

/// <summary>Kinds of generated holes.</summary>
public enum MaskKind
{
    /// <summary>Chains of winding brush strokes, each of constant width.</summary>
    Strokes,

    /// <summary>Zigzags of long, thick, straight strokes, after LaMa (Suvorov et al., WACV 2022).</summary>
    ThickStrokes,

    /// <summary>Rectangles, after LaMa; upright unless the masks are rotated.</summary>
    Boxes,

    /// <summary>Thin wandering lines: scratches, cracks, hairs.</summary>
    Walks,

    /// <summary>Smooth closed outlines with limbs, similar to people and objects.</summary>
    Shapes,
}
