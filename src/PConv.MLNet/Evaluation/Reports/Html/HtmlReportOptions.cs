namespace PConv.MLNet.Evaluation;

/// <summary>Sample images in the HTML page of an evaluation. Each fill is embedded as an image; with the defaults and five methods the
/// page is below 10 MB.</summary>
sealed record HtmlReportOptions
{
    /// <summary>Number of images shown with one mask each, from small to large holes, as in the paper's figures 6 to 8; 4 by
    /// default.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>Number of images shown with growing holes, as in the paper's figure 9; 1 by default.</summary>
    public int GrowingHoles { get; init; } = 1;

    /// <summary>Number of fills shown for which the first method is farthest below the best other one; 2 by default.</summary>
    public int WorstCases { get; init; } = 2;

    /// <summary>Maximum width and height of an image in the page, in pixels; larger images are scaled by area averaging. 192 by
    /// default.</summary>
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
