using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Random positions that depend only on a seed, a pass and a pixel. Same algorithm as <see cref="KeyedRandom"/>, without an object
/// per pixel.</summary>
struct PatchRandom(int seed, int pass, int pixel)
{
    ulong state = KeyedRandom.Mix((ulong)(uint)seed << 32 | (uint)pass) ^ KeyedRandom.Mix((uint)pixel + KeyedRandom.Step);

    /// <summary>A column in [0, width) and a row in [0, height).</summary>
    public (int X, int Y) Next(int width, int height)
    {
        var bits = KeyedRandom.Mix(state += KeyedRandom.Step);
        return ((int)((uint)bits * (ulong)width >> 32), (int)((bits >> 32) * (ulong)height >> 32));
    }
}
