using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Round holes.</summary>
static class Disks
{
    public static Mask Hole(int width, int height, int x, int y, int radius) =>
        Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(i => Distance(i, width, x, y) <= radius)]);

    /// <summary>From the middle of a pixel to that of another.</summary>
    public static double Distance(int pixel, int width, int x, int y) =>
        Math.Sqrt(Math.Pow(pixel % width - x, 2) + Math.Pow(pixel / width - y, 2));
}
