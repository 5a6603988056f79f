namespace PConv.MLNet.Masks;

/// <summary>What the holes of generated masks look like.</summary>
public enum MaskKind
{
    /// <summary>Chains of winding brush strokes, each of one width.</summary>
    Strokes,

    /// <summary>Zigzags of long, thick, straight strokes, after LaMa (Suvorov et al., WACV 2022).</summary>
    ThickStrokes,

    /// <summary>Rectangles, after LaMa; upright unless the masks are rotated.</summary>
    Boxes,

    /// <summary>Thin lines that wander about: scratches, cracks, hairs.</summary>
    Walks,

    /// <summary>Smooth closed outlines with limbs, as of people and things.</summary>
    Shapes,
}
