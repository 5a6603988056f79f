using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What a PredictionEngine asks of a transformer; schemas are compared by reference there.</summary>
public sealed class InpaintingMapperTests : IDisposable
{
    readonly Workbench bench = new();
    readonly IDataView rows;
    readonly InpaintingTransformer transformer;
    readonly IRowToRowMapper mapper;

    public InpaintingMapperTests()
    {
        rows = bench.View(Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7)));
        transformer = bench.Inpaint.Fit(rows);
        mapper = transformer.GetRowToRowMapper(rows.Schema);
    }

    public void Dispose()
    {
        transformer.Dispose();
        bench.Dispose();
    }

    [Theory]
    [InlineData("Output", "Image,Mask")]
    [InlineData("Name", "Name")]
    [InlineData("Mask,Name", "Name,Mask")]
    [InlineData("Output,Name", "Name,Image,Mask")]
    [InlineData("", "")]
    public void GetDependencies_NeedsImageAndMaskForTheOutputAlone(string wanted, string needed)
    {
        var columns = mapper.OutputSchema.Where(c => wanted.Split(',').Contains(c.Name));

        Assert.Equal(needed, string.Join(",", mapper.GetDependencies(columns).Select(c => c.Name)));
    }

    [Fact]
    public void OutputSchema_KeepsInputColumnsUnderTheirNumbersAndAddsOne()
    {
        Assert.Equal(["Name", "Image", "Mask", "Output"], mapper.OutputSchema.Select(c => c.Name));
        Assert.Equal(rows.Schema["Image"].Type, mapper.OutputSchema["Output"].Type);
        Assert.Equal(mapper.OutputSchema.Select(c => (c.Name, c.Type)), transformer.GetOutputSchema(rows.Schema)
            .Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void GetRow_FollowsItsInput()
    {
        using var cursor = rows.GetRowCursor(rows.Schema);
        using var row = mapper.GetRow(cursor, mapper.OutputSchema.Where(c => c.Name is "Output"));
        Assert.Equal(-1, row.Position);
        var get = row.GetGetter<MLImage>(row.Schema["Output"]);
        MLImage image = null!;

        Assert.True(cursor.MoveNext());
        get(ref image);

        Assert.Equal((0, 0), (row.Position, row.Batch));
        Assert.Equal((8, 8), (image.Width, image.Height));
        Assert.Equal([false, false, false, true], row.Schema.Select(row.IsColumnActive));
        image.Dispose();
    }

    [Fact]
    public void GetRowToRowMapper_ForASchemaWithoutTheColumns_SaysWhichItLacks()
    {
        var e = Assert.Throws<ArgumentException>(() => transformer.GetRowToRowMapper(bench.View<FileRow>().Schema));

        Assert.Equal(
            "There is no column 'Image' among ImagePath, MaskPath, Number. Name the column of images: images (LoadImages), file paths " +
            "(text), encoded files (a vector of bytes) or a vector of floats.", e.Message);
    }
}
