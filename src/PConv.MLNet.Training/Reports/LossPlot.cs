using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Training;

/// <summary>Draws the training and the validation loss over the steps, the loss on a logarithmic scale.</summary>
static class LossPlot
{
    const int MostPoints = 1_000;

    /// <summary>Writes the drawing; nothing where there is no loss above 0.</summary>
    /// <param name="rows">Rows with "step", "loss" (left out where it was not finite) and perhaps "validation_loss".</param>
    /// <param name="path">The file.</param>
    public static void Write(IReadOnlyList<IReadOnlyDictionary<string, double>> rows, string path)
    {
        ChartSeries[] curves =
        [
            new("training loss", 0, Thin(rows, "loss")),
            new("validation loss", 1, Thin([.. rows.Where(row => row.ContainsKey("validation_loss"))], "validation_loss")),
        ];
        curves = [.. curves.Where(c => c.Points.Any(p => p.Y > 0))];
        if (curves.Length > 0)
        {
            var steps = Axis.Over([0, .. curves.Select(c => c.Points[^1].X)], leastStep: 1);
            var chart = new Chart("Loss over the steps", steps, "step", "loss (logarithmic)", curves) { Logarithmic = true, Height = 340 };
            chart.ToSvg().Save(path);
        }
    }

    /// <summary>At most about <see cref="MostPoints"/> points: means over neighbors.</summary>
    static ChartPoint[] Thin(IReadOnlyList<IReadOnlyDictionary<string, double>> rows, string column) =>
        [.. from chunk in rows.Chunk(1 + rows.Count / MostPoints)
            let losses = chunk.Select(row => row.GetValueOrDefault(column)).Where(loss => loss > 0)
            select new ChartPoint(chunk[^1]["step"], losses.DefaultIfEmpty().Average())];
}
