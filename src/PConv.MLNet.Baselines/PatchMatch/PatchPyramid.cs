using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>An image at halving sizes, down to where no hole is much deeper than a patch reaches.</summary>
sealed class PatchPyramid : IDisposable
{
    readonly List<PatchLevel> levels = [];

    public PatchPyramid(RgbImage image, Mask mask, double textureWeight) => levels.Add(PatchLevel.Of(image, mask, textureWeight));

    /// <summary>Number of levels.</summary>
    public int Count => levels.Count;

    /// <summary>Level 0 has the image's size.</summary>
    public PatchLevel this[Index level] => levels[level];

    /// <summary>Adds levels while holes are deeper than half a patch, some hole is left and there are at least so many wholly known patches.</summary>
    public void Build(int patchSize, int fewestSources)
    {
        while (HoleDepth.Of(levels[^1]).Max() > patchSize / 2)
        {
            var half = levels[^1].Halve();
            using var field = new PatchField(half, patchSize);
            if (half.Holes.Length == 0 || field.SourceCount < fewestSources)
            {
                half.Dispose();
                return;
            }

            levels.Add(half);
        }
    }

    public void Dispose() => levels.ForEach(level => level.Dispose());
}
