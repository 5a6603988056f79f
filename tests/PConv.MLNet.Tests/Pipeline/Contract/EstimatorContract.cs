using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What every estimator that makes the image column "Output" owes ML.NET.</summary>
public abstract class EstimatorContract : IDisposable
{
    const int Count = 5;

    readonly ContractRow[] rows;
    IDataView? view;

    protected EstimatorContract() => rows = [.. Enumerable.Range(0, Count).Select(Row)];

    internal Workbench Bench { get; } = new();

    /// <summary>The estimator on a column of images; masks, where it reads them, are in "Mask".</summary>
    protected abstract IEstimator<ITransformer> Estimator(string image = "Image");

    IDataView View => view ??= Bench.View(rows);

    public virtual void Dispose()
    {
        Bench.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("Image")]
    [InlineData("Sized")]
    [InlineData("Path")]
    public void GetOutputSchema_PromisesTheRealColumns(string image)
    {
        var promised = Estimator(image).GetOutputSchema(Shape());
        var transformer = Estimator(image).Fit(View);

        var real = transformer.Transform(View).Schema;

        Assert.Equal(
            real.Select(c => (c.Name, (c.Type as VectorDataViewType)?.ItemType ?? c.Type, c.Type is VectorDataViewType)),
            promised.Select(c => (c.Name, c.ItemType, c.Kind != SchemaShape.Column.VectorKind.Scalar)));
        Assert.Equal(real.Select(c => (c.Name, c.Type)), transformer.GetOutputSchema(View.Schema).Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void AnUnknownColumn_IsRefusedAtOnce_WithTheColumnsThereAre()
    {
        const string text = "There is no column 'Photo' among Number, Image, Mask, Sized, Path. Name the column of images: ";

        Assert.StartsWith(text, Assert.Throws<ArgumentException>(() => Estimator("Photo").Fit(View)).Message);
        Assert.StartsWith(text, Assert.Throws<ArgumentException>(() => Estimator("Photo").GetOutputSchema(Shape())).Message);
    }

    [Fact]
    public void AColumnOfAnotherType_IsRefusedAtOnce_WithItsTypeAndWhatFits()
    {
        const string text =
            "Column 'Number' is of type Int32, expected images: images (LoadImages), file paths (text), encoded files (a vector of " +
            "bytes) or a vector of floats.";

        Assert.Equal(text, Assert.Throws<ArgumentException>(() => Estimator("Number").Fit(View)).Message);
        Assert.Equal(text, Assert.Throws<ArgumentException>(() => Estimator("Number").GetOutputSchema(Shape())).Message);
    }

    [Fact]
    public void OfColumnsOfOneName_TheLastIsRead_AndTheOutputHidesWhatHadItsName()
    {
        var hiding = Bench.ML.Transforms.CopyColumns("Moved", "Image")
            .Append(Bench.ML.Transforms.CopyColumns("Image", "Number"))
            .Append(Bench.ML.Transforms.CopyColumns("Output", "Number"))
            .Append(Bench.ML.Transforms.CopyColumns("Image", "Moved")).Fit(View).Transform(View);
        var transformer = Fit();

        var output = transformer.Transform(hiding);

        Assert.Equal(Pixels(transformer.Transform(View)), Pixels(output));
        Assert.Equal([true, false], output.Schema.Where(c => c.Name == "Output").Select(c => c.IsHidden));
        using var cursor = output.GetRowCursor(output.Schema);
        var hidden = cursor.GetGetter<int>(output.Schema.First(c => c.Name == "Output"));
        var number = -1;
        Assert.True(cursor.MoveNext());
        hidden(ref number);
        Assert.Equal(0, number);
    }

    [Fact]
    public virtual void Fit_OnAViewWithoutRows_Works() =>
    Assert.Equal(Pixels(Fit().Transform(View)), Pixels(Estimator().Fit(Bench.View<ContractRow>()).Transform(View)));

    [Fact]
    public void AViewWithoutRows_GivesOneWithoutRows()
    {
        var empty = Bench.View<ContractRow>();

        Assert.Empty(Pixels(Fit().Transform(empty)));
        Assert.Equal(0, Fit().Transform(empty).GetRowCount());
    }

    [Fact]
    public void Getters_AreBoundOncePerCursor()
    {
        var source = new WatchedView(View);

        Pixels(Fit().Transform(source));

        Assert.NotEmpty(source.Bound);
        Assert.Equal(source.Bound.Distinct(), source.Bound);
    }

    [Fact]
    public void ACursorThatIsNotAskedForTheOutput_ReadsNoImage()
    {
        var source = new WatchedView(View);
        var output = Fit().Transform(source);

        Assert.Equal(Enumerable.Range(0, Count), output.GetColumn<int>("Number"));

        Assert.Equal(["Number"], source.Bound);
        Assert.Equal(["Number"], source.Asked);
        using var cursor = output.GetRowCursor([]);
        var e = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<MLImage>(output.Schema["Output"]));
        Assert.Equal("Column 'Output' was not asked for when the cursor was made.", e.Message);
    }

    [Fact]
    public void CursorsSideBySide_GiveTheSame()
    {
        var output = Fit().Transform(View);
        var expected = Pixels(output);
        var results = new byte[3][][];

        Parallel.For(0, results.Length, i => results[i] = Pixels(output));

        Assert.All(results, r => Assert.Equal(expected, r));
    }

    [Fact]
    public void ACursorSet_GivesEveryRowOnce()
    {
        var output = Fit().Transform(View);
        var numbers = new List<int>();
        foreach (var cursor in output.GetRowCursorSet([output.Schema["Number"]], 3))
        {
            var get = cursor.GetGetter<int>(output.Schema["Number"]);
            for (var number = 0; cursor.MoveNext();)
            {
                get(ref number);
                numbers.Add(number);
            }

            cursor.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, Count), numbers.Order());
    }

    [Fact]
    public void CanShuffle_IsTheSources_AndAShuffledRowKeepsItsOutput()
    {
        var source = new MadeImages(Count, row => (Samples.Image(12, 9, row), Samples.Hole(12, 9, 1, 1, 6, 5)));
        var transformer = Estimator().Fit(source);
        var output = transformer.Transform(source);
        var expected = Pixels(output);

        Assert.True(output.CanShuffle);
        Assert.False(transformer.Transform(View).CanShuffle);
        using var cursor = output.GetRowCursor([output.Schema["Number"], output.Schema["Output"]], new Random(5));
        var (number, get) = (cursor.GetGetter<int>(output.Schema["Number"]), cursor.GetGetter<MLImage?>(output.Schema["Output"]));
        var order = new List<int>();
        MLImage? image = null;
        for (var row = 0; cursor.MoveNext();)
        {
            number(ref row);
            get(ref image);
            Assert.Equal(expected[row], image!.ToRgbImage().Pixels);
            order.Add(row);
        }

        Assert.NotEqual(order.Order(), order);
        image!.Dispose();
    }

    [Fact]
    public void Dispose_OfACursor_DisposesItsSource_AndOfATransformer_DoesNoHarmTwice()
    {
        var source = new WatchedView(View);
        var transformer = Fit();
        var output = transformer.Transform(source);

        output.GetRowCursor(output.Schema).Dispose();

        Assert.True(source.IsDisposed);
        (transformer as IDisposable)?.Dispose();
        (transformer as IDisposable)?.Dispose();
    }

    [Fact]
    public void SaveAndLoad_GiveTheSameColumnsAndBytes()
    {
        var transformer = Fit();
        Bench.ML.Model.Save(transformer, View.Schema, Bench["saved.zip"]);

        var loaded = new MLContext().Inpainting().Load(Bench["saved.zip"]).Transform(View);

        var output = transformer.Transform(View);
        Assert.Equal(output.Schema.Select(c => (c.Name, c.Type)), loaded.Schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(Pixels(output), Pixels(loaded));
    }

    [Fact]
    public void APredictionEngine_GivesWhatTransformGives()
    {
        var transformer = Fit();
        var expected = Pixels(transformer.Transform(View));
        using var engine = Bench.ML.Model.CreatePredictionEngine<ContractRow, FilledRow>(transformer);

        var predicted = rows.Select(row =>
        {
            using var image = engine.Predict(row).Output!;
            return image.ToRgbImage().Pixels;
        }).ToArray();

        Assert.Equal(expected, predicted);
    }

    [Fact]
    public void TheRowMapper_IsOneAndKeepsItsSchemas()
    {
        var transformer = Fit();
        var mapper = transformer.GetRowToRowMapper(View.Schema);
        using var cursor = View.GetRowCursor(View.Schema);

        using var row = mapper.GetRow(cursor, mapper.OutputSchema);

        Assert.True(transformer.IsRowToRowMapper);
        Assert.Same(View.Schema, mapper.InputSchema);
        Assert.Same(mapper.OutputSchema, row.Schema);
    }

    protected ITransformer Fit() => Estimator().Fit(View);

    SchemaShape Shape() =>
        Bench.ML.Transforms.CustomMapping<Nothing, ContractRow>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));

    static byte[][] Pixels(IDataView output) => [.. Workbench.Read(output).Select(i => i!.Pixels)];

    ContractRow Row(int number) => new()
    {
        Number = number,
        Sized = Samples.Image(12, 9, number).ToMLImage(),
        Path = PngFile.Write(Bench[$"{number}.png"], Samples.Image(12 + number % 2, 9, number)),
        Image = Samples.Image(12 + number % 2, 9, number).ToMLImage(),
        Mask = Samples.Hole(12 + number % 2, 9, 1, 1, 6, 5).ToImage().ToMLImage(),
    };

    sealed class Nothing;
}

/// <summary>A row with images of open and of known size, and of files.</summary>
sealed class ContractRow
{
    public int Number { get; set; }

    public MLImage? Image { get; set; }

    public MLImage? Mask { get; set; }

    [Microsoft.ML.Transforms.Image.ImageType(9, 12)]
    public MLImage? Sized { get; set; }

    public string Path { get; set; } = "";
}
