namespace PConv.MLNet.Evaluation;

/// <summary>What the HTML page of an evaluation shows. Each fill is an image in the page: the defaults keep it below 10 MB with five
/// methods.</summary>
public sealed record HtmlReportOptions
{
    /// <summary>Images filled in a class each, from small to large holes, as the paper's figures 6 to 8; 4 by default.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>Images shown with growing holes, as the paper's figure 9; 1 by default.</summary>
    public int GrowingHoles { get; init; } = 1;

    /// <summary>Fills at which the first method is farthest behind the best other one; 2 by default.</summary>
    public int WorstCases { get; init; } = 2;

    /// <summary>Largest side of an image in the page in pixels; larger ones are scaled by averaging over areas. 192 by default.</summary>
    public int ImageSide { get; init; } = 192;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Samples);
        ArgumentOutOfRangeException.ThrowIfNegative(GrowingHoles);
        ArgumentOutOfRangeException.ThrowIfNegative(WorstCases);
        if (ImageSide < 16)
        {
            throw new ArgumentException($"ImageSide is {ImageSide} px, expected at least 16. Set the counts to 0 to leave images out.");
        }
    }
}
