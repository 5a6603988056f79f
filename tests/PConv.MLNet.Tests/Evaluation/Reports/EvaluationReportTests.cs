using System.Text.Json;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class EvaluationReportTests
{
    static readonly EvaluationResult Result =
        MadeResult.Of(9, (method, c, image) => 25 + 2 * method + MadeResult.Wobble(method, c, image), "pconv", "harmonic",
            "a-model-with-a-name-that-is-too-long-for-any-table");

    [Fact]
    public void ToTable_FitsIntoAHundredColumnsAndKeepsCellsApart()
    {
        var lines = Result.ToTable().Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
        Assert.Contains("PSNR dB               0.01-0.1     0.1-0.2     0.2-0.3     0.3-0.4     0.4-0.5     0.5-0.6   all", lines);
        Assert.Equal(4 * 3,
            lines.Count(l => l.Length > 18 && l[18..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: 13 } cells
                && cells.All(c => double.TryParse(c, out _))));
        Assert.Contains(lines, l => l.StartsWith("a-model-with-a-n…  25.", StringComparison.Ordinal)
            || l.StartsWith("a-model-with-a-n…  29.", StringComparison.Ordinal)
            || l.StartsWith("a-model-with-a-n…  28.", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("PSNR: harmonic is better than pconv by ", StringComparison.Ordinal));
    }

    [Fact]
    public void ToTable_OfImpossibleClassesAndSmallImages_SaysSo()
    {
        using var run = new EvaluationRun(RampImages.Of(2), Methods.Small() with { Size = 64, Border = 12 });
        var table = run.Run().ToTable();

        Assert.Contains("No such masks at this size and border: 0.4-0.5_B, 0.5-0.6_B.", table);
        Assert.Contains("2 images smaller than 64×64 enlarged.", table);
        Assert.Contains("2 images of 64×64 (the middle square of each image, scaled), 10 classes of masks, border 12 px,", table);
        Assert.Contains("     –", table);
    }

    [Fact]
    public void ToJson_IsAnArrayOfMethodsClassesAndAll()
    {
        var rows = JsonDocument.Parse(Result.ToJson()).RootElement.EnumerateArray().ToArray();
        var summary = Result.Summary("harmonic", MaskClass.All[3]);
        var row = rows[13 + 3];

        Assert.Equal(3 * 13, rows.Length);
        Assert.Equal(
            ["method", "bucket", "border", "images", "l1_percent", "psnr", "ssim", "seconds_per_image", "l1_percent_low", "l1_percent_high",
                "psnr_low", "psnr_high", "ssim_low", "ssim_high"],
            row.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("harmonic", "(0.1, 0.2]", "B", 9),
            (row.GetProperty("method").GetString(), row.GetProperty("bucket").GetString(), row.GetProperty("border").GetString(),
                row.GetProperty("images").GetInt32()));
        Assert.Equal(summary[EvaluationMetric.Psnr].Mean, row.GetProperty("psnr").GetDouble());
        Assert.Equal(summary[EvaluationMetric.Psnr].Interval.Low, row.GetProperty("psnr_low").GetDouble());
        Assert.Equal(.25, row.GetProperty("seconds_per_image").GetDouble());
        Assert.Equal("all", rows[12].GetProperty("bucket").GetString());
    }

    [Fact]
    public void ToJson_OfOneImage_HasNoIntervals() =>
    Assert.Contains("\"psnr_low\": null", MadeResult.Of(1, (_, _, _) => 25, "pconv").ToJson());

    [Fact]
    public void ToCsv_HasTheFieldsOfTheJson()
    {
        var lines = Result.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(1 + 3 * 13, lines.Length);
        Assert.Equal(
            "method,bucket,border,images,l1_percent,psnr,ssim,seconds_per_image," +
            "l1_percent_low,l1_percent_high,psnr_low,psnr_high,ssim_low,ssim_high", lines[0]);
        Assert.StartsWith("harmonic,\"(0.1, 0.2]\",B,9,", lines[1 + 13 + 3]);
        Assert.EndsWith(",0.25,,,,,,", MadeResult.Of(1, (_, _, _) => 25, "pconv").ToCsv().Split('\n')[1]);
    }

    [Fact]
    public void ToMarkdown_HasARowAClassAndTheComparisons()
    {
        var markdown = Result.ToMarkdown();
        var psnr = Result.Summary("pconv", MaskClass.All[0])[EvaluationMetric.Psnr];

        Assert.Contains($"| (0.01, 0.1] | N | {Text(psnr.Mean)} [{Text(psnr.Interval.Low)}, {Text(psnr.Interval.High)}] | ", markdown);
        Assert.Contains(
            $"\n- PSNR: {Result.Comparison("pconv", "harmonic", EvaluationMetric.Psnr).Overall}; better in 0, worse in 12 of 12 classes.\n",
            markdown);
        Assert.Contains("\n## PSNR of pconv above theirs in dB (~ no difference shown)\n", markdown);
        Assert.Equal(4 * 13 + 13, markdown.Split('\n')
            .Count(l => l.StartsWith("| (", StringComparison.Ordinal) || l.StartsWith("| all", StringComparison.Ordinal)));

        static string Text(double value) => EvaluationMetric.Psnr.Text(value);
    }

    [Fact]
    public void Save_WritesThreeReportsWithTheComparisons()
    {
        using var folder = new TemporaryFolder();
        Result.Save(folder["out"]);
        var json = JsonDocument.Parse(File.ReadAllText(folder["out/report.json"])).RootElement;

        Assert.Equal(["report.csv", "report.json", "report.md"], Directory.EnumerateFiles(folder["out"]).Select(Path.GetFileName).Order());
        Assert.Equal(Result.ToCsv(), File.ReadAllText(folder["out/report.csv"]));
        Assert.Equal(JsonDocument.Parse(Result.ToJson()).RootElement.ToString(),
            JsonDocument.Parse(json.GetProperty("rows").GetRawText().Replace("\n  ", "\n", StringComparison.Ordinal)).RootElement.ToString(
            ));
        Assert.Equal(2 * 3 * 13, json.GetProperty("comparisons").GetArrayLength());
        Assert.Equal(Result.Comparison("pconv", "harmonic", EvaluationMetric.Ssim).Overall.ToString(),
            json.GetProperty("comparisons")[2 * 13 + 12].GetProperty("text").GetString());
    }
}
