using System.Globalization;
using System.Text.Json;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class InpaintingMetricsJsonTests
{
    [Fact]
    public void ToJson_OfAnyMetrics_IsAnArrayOfThirteenObjectsWithTheSameFields()
    {
        using var json = JsonDocument.Parse(InpaintingMetrics.Average([Scores.Of(.25)]).ToJson());

        var rows = json.RootElement.EnumerateArray().ToArray();
        Assert.Equal(13, rows.Length);
        Assert.All(rows, row => Assert.Equal(
            ["bucket", "border", "images", "l1_percent", "psnr", "ssim", "hole_l1_percent", "hole_psnr"], row.EnumerateObject()
            .Select(p => p.Name)));
        Assert.Equal(("(0.01, 0.1]", "N"), NameOf(rows[0]));
        Assert.Equal(("(0.01, 0.1]", "B"), NameOf(rows[1]));
        Assert.Equal(("(0.5, 0.6]", "B"), NameOf(rows[11]));
        Assert.Equal(("all", "all"), NameOf(rows[12]));
    }

    [Fact]
    public void ToJson_OfAClass_HasItsNumbersUnrounded()
    {
        var metrics = InpaintingMetrics.Average([Scores.Of(.3, BorderClass.B, l1: 1 / 3.0, psnr: 29)]);

        using var json = JsonDocument.Parse(metrics.ToJson());

        var row = json.RootElement[5];
        Assert.Equal(("(0.2, 0.3]", "B"), NameOf(row));
        Assert.Equal(1, row.GetProperty("images").GetInt32());
        Assert.Equal(1 / 3.0, row.GetProperty("l1_percent").GetDouble());
        Assert.Equal(29, row.GetProperty("psnr").GetDouble());
        Assert.Equal(1 - 1 / 30.0, row.GetProperty("ssim").GetDouble(), 1e-15);
        Assert.Equal(1 / .9, row.GetProperty("hole_l1_percent").GetDouble(), 1e-12);
        Assert.Equal(19, row.GetProperty("hole_psnr").GetDouble());
    }

    [Fact]
    public void ToJson_WhereThereIsNoValue_WritesNull()
    {
        using var json = JsonDocument.Parse(InpaintingMetrics.Average([Scores.Equal(.05)]).ToJson());

        Assert.Equal(["l1_percent", "psnr", "ssim", "hole_l1_percent", "hole_psnr"], NullsOf(json.RootElement[1]));
        Assert.Equal(["psnr", "hole_psnr"], NullsOf(json.RootElement[0]));
        Assert.Equal(["psnr", "hole_psnr"], NullsOf(json.RootElement[12]));
    }

    [Fact]
    public void ToJson_InAnotherCulture_KeepsPoints()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new() { NumberDecimalSeparator = "," } };
            Assert.Contains("\"l1_percent\": 1.5,", InpaintingMetrics.Average([Scores.Of(.25, l1: 1.5)]).ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    static (string?, string?) NameOf(JsonElement row) => (row.GetProperty("bucket").GetString(), row.GetProperty("border").GetString());

    static IEnumerable<string> NullsOf(JsonElement row) =>
        row.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Null).Select(p => p.Name);
}
