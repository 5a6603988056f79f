namespace PConv.MLNet.Evaluation;

/// <summary>How far a run is.</summary>
/// <param name="Done">Rows that there are, those of an earlier run among them.</param>
/// <param name="Total">Rows there will be.</param>
/// <param name="RowsPerSecond">Rate since the run began or went on; 0 until the first row.</param>
/// <param name="Image">The image of the latest row.</param>
public sealed record EvaluationProgress(int Done, int Total, double RowsPerSecond, string Image)
{
    /// <summary>Time left at this rate; null until the first row.</summary>
    public TimeSpan? Remaining => RowsPerSecond > 0 ? TimeSpan.FromSeconds((Total - Done) / RowsPerSecond) : null;
}
