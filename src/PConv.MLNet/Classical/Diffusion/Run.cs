namespace PConv.MLNet.Classical;

/// <summary>Neighboring pixels of one row of a grid: from column X on, with their values in the grid's vectors from Start on.</summary>
readonly record struct Run(int X, int Y, int Start, int Length)
{
    /// <summary>The first column after the run.</summary>
    public int Right => X + Length;
}
