using System.Globalization;
using System.Text;
using PConv.MLNet.Files;

namespace PConv.MLNet.Training;

/// <summary>Draws the training and the validation loss over the steps as an SVG picture, the loss on a logarithmic scale.</summary>
static class LossPlot
{
    const int Width = 800, Height = 450, Left = 70, Right = 20, Top = 20, Bottom = 45; // px
    const int MaxPoints = 1_000;

    static readonly int[] Digits = [1, 2, 5];

    static readonly (string Column, string Label, string Colour)[] Curves =
        [("loss", "training", "#1f77b4"), ("validation_loss", "validation", "#d62728")];

    /// <summary>Writes the picture; nothing where there is no loss above 0.</summary>
    /// <param name="rows">Rows with "step", "loss" and perhaps "validation_loss".</param>
    /// <param name="path">The file.</param>
    public static void Write(IReadOnlyList<IReadOnlyDictionary<string, double>> rows, string path)
    {
        var curves = Curves.Select(c => (c.Label, c.Colour, Points: Thin([.. from row in rows
            where row.GetValueOrDefault(c.Column) > 0
            select (row["step"], row[c.Column])]))).Where(c => c.Points.Length > 0).ToArray();
        if (curves.Length == 0)
        {
            return;
        }

        var losses = curves.SelectMany(c => c.Points).Select(p => p.Loss).ToArray();
        var (steps, low, high) = (curves.Max(c => c.Points[^1].Step), Math.Log10(losses.Min()) - .02, Math.Log10(losses.Max()) + .02);
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        foreach (var tick in Ticks(low, high))
        {
            Add($"<path d=\"M{Left} {Y(tick):F1}H{Width - Right}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{tick:G3}</text>");
        }

        for (var i = 0; i <= 4; i++)
        {
            Add($"<text x=\"{X(i * steps / 4):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{i * steps / 4:F0}</text>");
        }

        Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">step</text>");
        foreach (var ((label, colour, points), i) in curves.Select((c, i) => (c, i)))
        {
            var line = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Step):F1},{Y(p.Loss):F1}")));
            Add($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{line}\"/>");
            Add($"<text x=\"{Width - Right - 4}\" y=\"{Top + 14 + 16 * i}\" text-anchor=\"end\" fill=\"{colour}\">{label} loss</text>");
        }

        svg.Append("</svg>\n");
        AtomicFile.Write(path, file => File.WriteAllText(file, svg.ToString()));

        void Add(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        double X(double step) => Left + (Width - Left - Right) * step / steps;
        double Y(double loss) => Height - Bottom - (Height - Top - Bottom) * (Math.Log10(loss) - low) / (high - low);
    }

    /// <summary>1, 2 and 5 times the powers of ten that lie in the range.</summary>
    static IEnumerable<double> Ticks(double low, double high) =>
        from decade in Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low))
        from digit in Digits
        let tick = digit * Math.Pow(10, decade)
        where Math.Log10(tick) >= low && Math.Log10(tick) <= high
        select tick;

    /// <summary>At most about <see cref="MaxPoints"/> points: means over neighbours.</summary>
    static (double Step, double Loss)[] Thin((double Step, double Loss)[] points) =>
        [.. points.Chunk(1 + points.Length / MaxPoints).Select(chunk => (chunk[^1].Step, chunk.Average(p => p.Loss)))];
}
