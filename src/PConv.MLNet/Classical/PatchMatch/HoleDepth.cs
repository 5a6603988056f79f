namespace PConv.MLNet.Classical;

/// <summary>Distance of each pixel to the nearest known one, in steps between four-neighbors: 0 where known, at most
/// <see cref="Most"/>.</summary>
static class HoleDepth
{
    public const byte Most = 200;

    /// <summary>byte [Height, Width], computed in one forward and one backward pass.</summary>
    public static byte[] Measure(PatchLevel level)
    {
        var (width, holes) = (level.Width, level.Holes);
        var depth = new byte[width * level.Height];
        foreach (var i in holes)
        {
            var left = i % width > 0 ? depth[i - 1] : Most;
            var up = i >= width ? depth[i - width] : Most;
            depth[i] = (byte)Math.Min(Math.Min(left, up) + 1, Most);
        }

        for (var n = holes.Length - 1; n >= 0; n--)
        {
            var i = holes[n];
            var right = i % width < width - 1 ? depth[i + 1] : Most;
            var down = i + width < depth.Length ? depth[i + width] : Most;
            depth[i] = (byte)Math.Min(Math.Min(right, down) + 1, depth[i]);
        }

        return depth;
    }
}
