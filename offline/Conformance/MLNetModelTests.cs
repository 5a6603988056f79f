#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet.Offline.Conformance;

public sealed class MLNetModelTests
{
    const string Contract = "Doubles", NotAFactory = "NotAFactory", Unheld = "Unheld";

    readonly MLContext _ml = new(1);

    [Fact]
    public void Load_InAFreshContext_GivesTheSameValues()
    {
        var pipeline = _ml.Transforms.CopyColumns("Copy", "Number").Append(Double())
            .Append(_ml.Transforms.Conversion.MapValue("Name", new Dictionary<int, string> { [4] = "four", [6] = "six" }, "Doubled"))
            .Append(_ml.Transforms.DropColumns("Copy"));
        var loaded = Reload(pipeline.Fit(Numbers(1)), Numbers(1).Schema, out var schema);
        Assert.Equal(["Number: Int32"], schema.Select(column => column.ToString()));
        var view = loaded.Transform(Numbers(2, 3, 9));
        Assert.Equal(["Number", "Doubled", "Name"], view.Schema.Select(column => column.Name));
        Assert.Equal(["four", "six", ""], view.GetColumn<string>("Name"));
    }

    [Fact]
    public void Load_OfAChain_IsAChainOfTheSameTransformersInOrder()
    {
        var inner = _ml.Transforms.CopyColumns("A", "Number").Append(_ml.Transforms.CopyColumns("B", "Number")).Fit(Numbers(1));
        var outer = new TransformerChain<ITransformer>(inner).Append(_ml.Transforms.SelectColumns("B", "A").Fit(inner.Transform(Numbers(1))));
        var loaded = Assert.IsType<TransformerChain<ITransformer>>(Reload(outer, null, out _));
        Assert.Equal([typeof(TransformerChain<ITransformer>), typeof(ColumnSelectingTransformer)], loaded.Select(part => part.GetType()));
        Assert.IsType<ColumnSelectingTransformer>(loaded.LastTransformer);
        Assert.Equal(["B", "A"], loaded.Transform(Numbers(1)).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Load_OfOneTransformer_IsThatTransformerAlone()
        => Assert.IsType<ColumnCopyingTransformer>(Reload(_ml.Transforms.CopyColumns("A", "Number").Fit(Numbers(1)), null, out _));

    [Fact]
    public void Load_KeepsTheScopesOfAChain()
    {
        var model = new EstimatorChain<ITransformer>().Append(_ml.Transforms.CopyColumns("A", "Number"), TransformerScope.Training)
            .Append(_ml.Transforms.CopyColumns("B", "Number")).Fit(Numbers(1));
        Assert.Equal(["Number", "B"], Reload(model, null, out _).Transform(Numbers(1)).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Load_OfAPredictionEnginesModel_Predicts()
    {
        using var engine = new MLContext().Model.CreatePredictionEngine<Small, Result>(Reload(Double().Fit(Numbers(1)), null, out _));
        Assert.Equal(14, engine.Predict(new Small { Number = 7 }).Doubled);
    }

    [Fact]
    public void Save_ToAFile_AndLoadFromIt()
    {
        var path = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(Double().Fit(Numbers(1)), Numbers(1).Schema, path);
            Assert.Equal([10], _ml.Model.Load(path, out var schema).Transform(Numbers(5)).GetColumn<int>("Doubled"));
            Assert.Equal("Number", schema[0].Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Save_OfAStreamsModel_LeavesTheStreamOpen()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(Double().Fit(Numbers(1)), null, stream);
        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void Schema_WithoutOne_IsNullWhenLoaded()
    {
        Reload(Double().Fit(Numbers(1)), null, out var schema);
        Assert.Null(schema);
    }

    [Fact]
    public void Schema_WithImages_ComesBackWithoutThem()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Image", new ImageDataViewType());
        builder.AddColumn("Text", TextDataViewType.Instance);
        builder.AddColumn("Flag", BooleanDataViewType.Instance);
        builder.AddColumn("Bytes", new VectorDataViewType(NumberDataViewType.Byte));
        builder.AddColumn("Grid", new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        builder.AddColumn("Text", NumberDataViewType.Double);
        var told = new List<string>();
        _ml.Log += (_, message) => told.Add(message.RawMessage);
        Reload(Double().Fit(Numbers(1)), builder.ToSchema(), out var schema);
        Assert.Contains("The column 'Image' will not be written as it has unsavable column type.", told);
        Assert.Equal(["Text: String", "Flag: Boolean", "Bytes: Vector<Byte>", "Grid: Vector<Single, 2, 3>", "Text: Double"],
            schema.Select(column => $"{column.Name}: {column.Type}"));
        Assert.True(schema[0].IsHidden);
    }

    [Fact]
    public void Load_OfALongText_GivesItBack()
    {
        var text = string.Concat(Enumerable.Range(0, 400_000).Select(i => (char)('A' + i % 26)));
        var pipeline = _ml.Transforms.Conversion.MapValue("Text", new Dictionary<int, string> { [1] = text }, "Number");
        Assert.Equal(text, Reload(pipeline.Fit(Numbers(1)), null, out _).Transform(Numbers(1)).GetColumn<string>("Text").Single());
    }

    [Fact]
    public void Schema_OfImagesAlone_CannotBeSaved()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Image", new ImageDataViewType(4, 4));
        var error = Assert.Throws<InvalidOperationException>(() => Reload(Double().Fit(Numbers(1)), builder.ToSchema(), out _));
        Assert.Contains("No valid columns to save", error.Message);
    }

    [Fact]
    public void Save_OfAMappingWithoutAContract_IsRefused()
    {
        var model = _ml.Transforms.CustomMapping<Small, Result>((_, _) => { }, null).Fit(Numbers(1));
        Assert.Contains("Empty contract name", Assert.Throws<InvalidOperationException>(() => Reload(model, null, out _)).Message);
    }

    [Fact]
    public void Load_OfAContractNobodyHolds_NamesIt()
    {
        var model = _ml.Transforms.CustomMapping<Small, Result>((_, _) => { }, Unheld).Fit(Numbers(1));
        Assert.Contains($"'{Unheld}'", Assert.ThrowsAny<Exception>(() => Reload(model, null, out _)).ToString());
    }

    [Fact]
    public void Load_OfAContractHeldByAnotherKindOfClass_IsRefused()
    {
        var model = _ml.Transforms.CustomMapping<Small, Result>((_, _) => { }, NotAFactory).Fit(Numbers(1));
        Assert.Contains("must derive from", Assert.ThrowsAny<Exception>(() => Reload(model, null, out _)).ToString());
    }

    [Fact]
    public void RegisterAssembly_CanBeCalledTwice()
    {
        _ml.ComponentCatalog.RegisterAssembly(typeof(MLNetModelTests).Assembly);
        _ml.ComponentCatalog.RegisterAssembly(typeof(MLNetModelTests).Assembly);
    }

    [Fact]
    public void Save_OfATransformerThatForwardsToAStockOne_LoadsTheStockOne()
    {
        var stock = _ml.Transforms.CopyColumns("A", "Number").Append(Double()).Fit(Numbers(1));
        var model = new TransformerChain<ITransformer>(new Outside { Saving = ctx => ((ICanSaveModel)stock).Save(ctx) });
        var loaded = (TransformerChain<ITransformer>)Reload(model, null, out _);
        Assert.IsType<TransformerChain<ITransformer>>(loaded.LastTransformer);
        Assert.Equal(["Number", "A", "Doubled"], loaded.Transform(Numbers(1)).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Save_ThatWritesNothing_IsRefused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Reload(new Outside { Saving = _ => { } }, null, out _));
        Assert.Contains("ModelSignature not specified!", error.Message);
    }

    [Fact]
    public void Save_ThatWritesTwoTransformersIntoOne_IsRefused()
    {
        ICanSaveModel stock = Double().Fit(Numbers(1));
        ICanSaveModel copy = _ml.Transforms.CopyColumns("A", "Number").Append(Double()).Fit(Numbers(1));
        Assert.Throws<InvalidOperationException>(() => Reload(new Outside
        {
            Saving = ctx =>
            {
                stock.Save(ctx);
                copy.Save(ctx);
            }
        }, null, out _));
    }

    [Fact]
    public void Load_OfWhatIsNoModel_IsAnErrorOfFormat()
        => Assert.Throws<FormatException>(() => _ml.Model.Load(new MemoryStream([1, 2, 3]), out _));

    ITransformer Reload(ITransformer model, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out loadedSchema);
    }

    IDataView Numbers(params int[] numbers) => _ml.Data.LoadFromEnumerable(numbers.Select(number => new Small { Number = number }).ToArray());

    IEstimator<ITransformer> Double() => _ml.Transforms.CustomMapping(new Doubling().GetMapping(), Contract);

    sealed class Small
    {
        public int Number { get; set; }
    }

    sealed class Result
    {
        public int Doubled { get; set; }
    }

    [CustomMappingFactoryAttribute(Contract)]
    sealed class Doubling : CustomMappingFactory<Small, Result>
    {
        public override Action<Small, Result> GetMapping() => (from, to) => to.Doubled = from.Number * 2;
    }

    [CustomMappingFactoryAttribute(NotAFactory)]
    sealed class Unfit
    {
    }

    /// <summary>A transformer made with public members alone; it changes nothing.</summary>
    sealed class Outside : ITransformer
    {
        public Action<ModelSaveContext> Saving { get; init; }

        public bool IsRowToRowMapper => false;
        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
        public IDataView Transform(IDataView input) => input;
        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
        public void Save(ModelSaveContext ctx) => Saving(ctx);
    }
}
