using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Training;

/// <summary>Plots training and validation loss over the steps, with a logarithmic loss axis.</summary>
static class LossPlot
{
    const int MostPoints = 1_000;

    /// <summary>Writes the plot as an SVG file, unless there is no loss above 0.</summary>
    /// <param name="rows">Rows with "step", optionally "loss" (missing if it was not finite) and "validation_loss".</param>
    /// <param name="path">Path of the file.</param>
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

    /// <summary>Reduces a column to at most about <see cref="MostPoints"/> points by averaging neighboring rows.</summary>
    static ChartPoint[] Thin(IReadOnlyList<IReadOnlyDictionary<string, double>> rows, string column) =>
        [.. from chunk in rows.Chunk(1 + rows.Count / MostPoints)
            let losses = chunk.Select(row => row.GetValueOrDefault(column)).Where(loss => loss > 0)
            select new ChartPoint(chunk[^1]["step"], losses.DefaultIfEmpty().Average())];
}
