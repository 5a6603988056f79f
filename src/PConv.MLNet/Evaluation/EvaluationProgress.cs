namespace PConv.MLNet.Evaluation;

/// <summary>Progress of a run.</summary>
/// <param name="Done">Number of rows so far, including those of an earlier run.</param>
/// <param name="Total">Total number of rows.</param>
/// <param name="RowsPerSecond">Rate since the run started or resumed; 0 until the first row.</param>
/// <param name="Image">The image of the latest row.</param>
public sealed record EvaluationProgress(int Done, int Total, double RowsPerSecond, string Image)
{
    /// <summary>Time left at this rate; null until the first row.</summary>
    public TimeSpan? Remaining => RowsPerSecond > 0 ? TimeSpan.FromSeconds((Total - Done) / RowsPerSecond) : null;
}
