namespace PConv.MLNet.Classical;

/// <summary>How textured the surroundings of a hole are, interpolated into the hole. Stored at the coarsest pyramid level and read by
/// bilinear interpolation.</summary>
sealed class CoarseTexture
{
    readonly byte[] values; // byte [H, W]
    readonly int width, height, scale;

    /// <param name="level">The level; its texture is filled in holes.</param>
    /// <param name="scale">Full-size pixels per pixel of the level.</param>
    public CoarseTexture(PatchLevel level, int scale)
    {
        (width, height, this.scale) = (level.Width, level.Height, scale);
        values = new byte[width * height];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = level.Colors[PatchLevel.Stride * i + PatchLevel.Stride - 1];
        }
    }

    /// <summary>Texture weight times the mean gradient (<see cref="PatchTexture"/>) at a full-size pixel.</summary>
    public float At(int x, int y)
    {
        var (u, v) = (Math.Clamp((x + .5f) / scale - .5f, 0, width - 1), Math.Clamp((y + .5f) / scale - .5f, 0, height - 1));
        var (left, top) = ((int)u, (int)v);
        var (right, bottom) = (Math.Min(left + 1, width - 1), Math.Min(top + 1, height - 1));
        var upper = Between(values[top * width + left], values[top * width + right], u - left);
        return Between(upper, Between(values[bottom * width + left], values[bottom * width + right], u - left), v - top);
    }

    static float Between(float a, float b, float share) => a + share * (b - a);
}
