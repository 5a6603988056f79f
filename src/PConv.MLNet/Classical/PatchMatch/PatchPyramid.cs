using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>An image at successively halved sizes, down to a level where no hole is much deeper than a patch.</summary>
sealed class PatchPyramid : IDisposable
{
    readonly List<PatchLevel> levels = [];
    readonly List<PatchField> fields = [];

    public PatchPyramid(RgbImage image, Mask mask, double textureWeight) => levels.Add(PatchLevel.Create(image, mask, textureWeight));

    /// <summary>Number of levels.</summary>
    public int Count => levels.Count;

    /// <summary>The nearest-neighbor fields of the levels, once built.</summary>
    public IReadOnlyList<PatchField> Fields => fields;

    /// <summary>Level 0 has the image's size.</summary>
    public PatchLevel this[Index level] => levels[level];

    /// <summary>Adds levels while holes are deeper than half a patch, some hole is left and enough patches are entirely known.</summary>
    /// <param name="patchSize">Side of a patch in pixels, odd.</param>
    /// <param name="step">Distance of targets in pixels.</param>
    /// <param name="fewestSources">Minimum number of entirely known patches per level.</param>
    public void Build(int patchSize, int step, int fewestSources)
    {
        fields.Add(new(levels[0], patchSize, step));
        while (fields[^1].Depths.Max() > patchSize / 2)
        {
            var half = levels[^1].Halve();
            var field = new PatchField(half, patchSize, step);
            if (half.Holes.Length == 0 || field.SourceCount < fewestSources)
            {
                field.Dispose();
                half.Dispose();
                return;
            }

            levels.Add(half);
            fields.Add(field);
        }
    }

    public void Dispose()
    {
        fields.ForEach(field => field.Dispose());
        levels.ForEach(level => level.Dispose());
    }
}
