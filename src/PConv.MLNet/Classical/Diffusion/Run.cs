namespace PConv.MLNet.Classical;

/// <summary>Adjacent pixels of one grid row: starts at column X, and its values start at index Start of the grid's vectors.</summary>
readonly record struct Run(int X, int Y, int Start, int Length)
{
    /// <summary>The first column after the run.</summary>
    public int Right => X + Length;
}
