using PConv.MLNet.Classical;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Patches whose targets lie on a grid.</summary>
public sealed class PatchGridTests
{
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 30, 25, 5, 2 }, { 31, 24, 7, 3 }, { 28, 33, 7, 2 }, { 5, 5, 5, 2 }, { 7, 8, 7, 3 }, { 40, 7, 7, 3 }, { 3, 9, 3, 1 },
            { 20, 20, 9, 4 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Targets_CoverEveryHolePixelWhereverItLies(int width, int height, int size, int step)
    {
        for (var pixel = 0; pixel < width * height; pixel++) // all borders and corners
        {
            Covers(Samples.Hole(width, height, pixel % width, pixel / width, 1, 1), size, step);
        }

        Covers(Samples.Irregular(width, height), size, step);
        Covers(Mask.AllHoles(width, height), size, step);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void FirstAndNextOnGrid_WalkTheTargetsAndNothingElse(int width, int height, int size, int step)
    {
        using var level = PatchLevel.Create(Samples.Noise(width, height), Mask.AllHoles(width, height), 4);
        using var field = new PatchField(level, size, step);
        var rows = Walk(field, int.MinValue / 2, height - 1 - size / 2);
        var columns = Walk(field, int.MinValue / 2, width - 1 - size / 2);

        Assert.Equal(rows.SelectMany(y => columns.Select(x => y * width + x)), field.Targets.Take(field.Count));
        for (var from = -2; from <= rows[^1]; from++)
        {
            Assert.Equal(rows.Where(y => y >= from), Walk(field, from, rows[^1]));
        }

        Assert.Equal(rows[^1], field.FirstOnGrid(height, rows[^1]));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EntryAt_OffTheGrid_StillTellsKnownPatchesFromOthers(int width, int height, int size, int step)
    {
        using var level = PatchLevel.Create(Samples.Noise(width, height), Samples.Irregular(width, height), 4);
        using var all = new PatchField(level, size);
        using var some = new PatchField(level, size, step);
        for (var i = 0; i < width * height; i++)
        {
            var expected = all.EntryAt[i];
            Assert.True(expected < 0 ? some.EntryAt[i] == expected : some.EntryAt[i] is >= 0 or PatchField.IsSkipped);
            Assert.True(some.EntryAt[i] < 0 || some.Targets[some.EntryAt[i]] == i);
        }

        Assert.Equal(all.SourceCount, some.SourceCount);
        Assert.True(step == 1 ? some.Count == all.Count : some.Count <= all.Count);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TargetNear_IsOneLessThanAStepAway(int width, int height, int size, int step)
    {
        using var level = PatchLevel.Create(Samples.Noise(width, height), Samples.Irregular(width, height), 4);
        using var field = new PatchField(level, size, step);
        for (var i = 0; i < width * height; i++)
        {
            var near = Enumerable.Range(0, field.Count).Where(k => IsNear(field.Targets[k])).ToArray();
            var found = field.TargetNear(i % width, i / width);
            Assert.True(near.Length == 0 ? found == -1 : near.Contains(found));

            bool IsNear(int target) =>
                i % width - target % width is var dx && i / width - target / width is var dy && dx >= 0 && dy >= 0 && dx < step
                && dy < step;
        }
    }

    static void Covers(Mask mask, int size, int step)
    {
        using var level = PatchLevel.Create(new(mask.Width, mask.Height), mask, 4);
        using var field = new PatchField(level, size, step);
        var isCovered = new bool[mask.Size.Area];
        foreach (var target in field.Targets.Take(field.Count))
        {
            for (var k = 0; k < size * size; k++)
            {
                isCovered[target + (k / size - size / 2) * mask.Width + k % size - size / 2] = true;
            }
        }

        Assert.All(level.Holes, i => Assert.True(isCovered[i], $"{i % mask.Width}, {i / mask.Width} of {mask.Size}"));
    }

    static List<int> Walk(PatchField field, int from, int last)
    {
        List<int> met = [];
        for (var at = field.FirstOnGrid(from, last); at <= last; at = field.NextOnGrid(at, last))
        {
            met.Add(at);
        }

        return met;
    }
}
