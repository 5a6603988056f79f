using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Finds connected holes in one pass over the rows' runs of hole pixels; pixels that touch at a corner are connected.</summary>
/// <remarks>Linear in the mask. Only two rows of runs and the unfinished holes are kept, so that memory is proportional to the
/// width.</remarks>
sealed class HoleComponents
{
    readonly Mask mask;
    readonly List<Run> above = [];
    readonly List<Run> row = [];
    readonly List<int> parents = []; // union-find parents of the holes that reach the row above, then of this row's runs
    readonly List<PixelBox> boxes = [];

    HoleComponents(Mask mask) => this.mask = mask;

    /// <summary>The bounding box of each connected hole, in the order in which the holes end: by the last row, then from the
    /// left.</summary>
    public static IEnumerable<PixelBox> Boxes(Mask mask) => new HoleComponents(mask).Boxes();

    IEnumerable<PixelBox> Boxes()
    {
        var first = mask.HoleCount == 0 ? mask.Height : mask.Valid.IndexOf((byte)0) / mask.Width;
        for (var y = first; y <= mask.Height; y++) // the row below the last one ends all holes
        {
            if (y < mask.Height)
            {
                ReadRuns(y);
            }

            Join();
            foreach (var ended in Compact())
            {
                yield return ended;
            }
        }
    }

    void ReadRuns(int y)
    {
        var valid = mask.Valid.Slice(y * mask.Width, mask.Width);
        for (var x = valid.IndexOf((byte)0); x >= 0 && x < valid.Length;)
        {
            var length = valid[x..].IndexOf((byte)1);
            var end = length < 0 ? valid.Length : x + length;
            row.Add(new(x, end, parents.Count));
            parents.Add(parents.Count);
            boxes.Add(PixelBox.Between(x, y, end, y + 1));
            var next = valid[end..].IndexOf((byte)0);
            x = next < 0 ? valid.Length : end + next;
        }
    }

    /// <summary>Connects the runs of the row with the runs above that they touch.</summary>
    void Join()
    {
        var i = 0;
        foreach (var run in row)
        {
            while (i < above.Count && above[i].End < run.Start)
            {
                i++;
            }

            for (var k = i; k < above.Count && above[k].Start <= run.End; k++)
            {
                var (a, b) = (Root(above[k].Hole), Root(run.Hole));
                parents[b] = a;
                boxes[a] = boxes[a].Union(boxes[b]);
            }
        }
    }

    /// <summary>Returns the holes that this row did not reach, and renumbers the others.</summary>
    List<PixelBox> Compact()
    {
        var (numbers, kept, ended) = (new Dictionary<int, int>(), new List<PixelBox>(), new List<PixelBox>());
        for (var i = 0; i < row.Count; i++)
        {
            var root = Root(row[i].Hole);
            if (numbers.TryAdd(root, kept.Count))
            {
                kept.Add(boxes[root]);
            }

            row[i] = row[i] with { Hole = numbers[root] };
        }

        foreach (var run in above)
        {
            var root = Root(run.Hole);
            if (numbers.TryAdd(root, -1))
            {
                ended.Add(boxes[root]);
            }
        }

        above.Clear();
        above.AddRange(row);
        row.Clear();
        boxes.Clear();
        boxes.AddRange(kept);
        parents.Clear();
        parents.AddRange(Enumerable.Range(0, kept.Count));
        return ended;
    }

    int Root(int hole)
    {
        while (parents[hole] != hole)
        {
            hole = parents[hole] = parents[parents[hole]];
        }

        return hole;
    }

    /// <summary>A run of hole pixels in a row, [Start, End).</summary>
    sealed record Run(int Start, int End, int Hole);
}
