#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace PConv.MLNet.Offline.Conformance;

public sealed class OnnxTransformerTests : IDisposable
{
    readonly MLContext _ml = new(1);
    readonly MLImageFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Apply_RunsTheModelOnEveryRow()
    {
        var view = Applied(_ml.Transforms.ApplyOnnxModel(["y"], ["x"], Model(("x", "y", [1, 2, 3]))), Six(1), Six(2));
        Assert.Equal("Vector<Single, 1, 2, 3>", view.Schema["y"].Type.ToString());
        Assert.Equal([[2, 4, 6, 8, 10, 12], [4, 8, 12, 16, 20, 24]], view.GetColumn<float[]>("y"));
    }

    [Fact]
    public void Apply_TakesAnOpenBatchForOneRow()
    {
        var view = Applied(_ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [-1, 2, 3]))), Six(1));
        Assert.Equal("Vector<Single, 1, 2, 3>", view.Schema["y"].Type.ToString());
        Assert.Equal([2, 4, 6, 8, 10, 12], Assert.Single(view.GetColumn<float[]>("y")));
    }

    [Fact]
    public void Apply_WithoutNames_UsesAllOfTheModels()
    {
        var view = Applied(_ml.Transforms.ApplyOnnxModel(Model(("x", "y", [1, 6]), ("z", "w.output", [1, 1]))), Six(1));
        Assert.Equal(["x", "z", "y", "w"], view.Schema.Select(column => column.Name));
        Assert.Equal([6], Assert.Single(view.GetColumn<float[]>("w")));
    }

    [Fact]
    public void Apply_LetsOneDimensionBeSettledByTheLengthOfAnOpenVector()
    {
        var rows = _ml.Data.LoadFromEnumerable([new Open { x = [1, 2, 3, 4] }, new Open { x = [5, 6] }]);
        var view = _ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, 2, -1]))).Fit(rows).Transform(rows);
        Assert.Equal("Vector<Single>", view.Schema["y"].Type.ToString());
        Assert.Equal([[2, 4, 6, 8], [10, 12]], view.GetColumn<float[]>("y"));
    }

    [Fact]
    public void Apply_OfTwoOpenDimensions_IsRefused()
    {
        var pipeline = _ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, -1, -1])));
        Assert.Contains("Only 1 unknown dimension", Assert.Throws<ArgumentOutOfRangeException>(() => Applied(pipeline, Six(1))).Message);
    }

    [Fact]
    public void Apply_WithGivenShapes_ClosesOpenDimensions()
    {
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 2, 3], ["y"] = [1, 2, 3] };
        var view = Applied(_ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, -1, -1])), shapes), Six(1));
        Assert.Equal("Vector<Single, 1, 2, 3>", view.Schema["y"].Type.ToString());
        Assert.Equal([2, 4, 6, 8, 10, 12], Assert.Single(view.GetColumn<float[]>("y")));
        var unfit = new Dictionary<string, int[]> { ["x"] = [1, 9, 3] };
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, 2, 3])), unfit));
    }

    [Fact]
    public void Apply_OfAVectorOfAnotherLength_IsRefused()
    {
        var pipeline = _ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, 4])));
        Assert.Contains("shape mismatch", Assert.Throws<InvalidOperationException>(() => Applied(pipeline, Six(1))).Message);
    }

    [Fact]
    public void Apply_OfAFixedModelToAnOpenVector_FailsAtTheRow()
    {
        var rows = _ml.Data.LoadFromEnumerable([new Open { x = [1, 2, 3, 4] }]);
        var view = _ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, 4]))).Fit(rows).Transform(rows);
        Assert.Contains("Index was out of range", Assert.ThrowsAny<Exception>(() => view.GetColumn<float[]>("y").ToList()).ToString());
    }

    [Fact]
    public void Apply_NamesWhatTheModelOrTheDataLacks()
    {
        var model = Model(("x", "y", [1, 6]));
        Assert.Contains("nowhere", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ApplyOnnxModel("nowhere", "x", model)).Message);
        var rows = _ml.Data.LoadFromEnumerable([new Other { x = 1 }]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ApplyOnnxModel("y", "x", model).Fit(rows));
        var column = _ml.Data.LoadFromEnumerable([new Named { Name = "a" }]);
        Assert.Contains("'x'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ApplyOnnxModel("y", "x", model).Fit(column)).Message);
    }

    [Fact]
    public void Apply_OfAMissingOrBrokenFile_IsAnErrorAtOnce()
    {
        Assert.Throws<IOException>(() => _ml.Transforms.ApplyOnnxModel("y", "x", _files["nowhere.onnx"]));
        File.WriteAllText(_files["broken.onnx"], "no model");
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.ApplyOnnxModel("y", "x", _files["broken.onnx"]));
        Assert.Contains("Error initializing model", error.Message);
    }

    [Fact]
    public void Apply_SurvivesSaving_WithoutItsFile()
    {
        var path = Model(("x", "y", [1, -1, -1]));
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 2, 3], ["y"] = [1, 2, 3] };
        var rows = _ml.Data.LoadFromEnumerable([Six(1)]);
        using var stream = new MemoryStream();
        using (var model = _ml.Transforms.ApplyOnnxModel(["y"], ["x"], path, shapes, null, false).Append(_ml.Transforms.DropColumns("x")).Fit(rows))
            _ml.Model.Save(model, rows.Schema, stream);
        File.Delete(path);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.IsType<OnnxTransformer>(((TransformerChain<ITransformer>)loaded).First());
        Assert.Equal([2, 4, 6, 8, 10, 12], Assert.Single(loaded.Transform(rows).GetColumn<float[]>("y")));
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void Apply_FromAStreamAndOptions()
    {
        using var stream = new MemoryStream(OnnxFiles.Doubling(("x", "y", [1, 6])));
        Assert.Equal(2, Applied(_ml.Transforms.ApplyOnnxModel(["y"], ["x"], stream), Six(1)).GetColumn<float[]>("y").Single()[0]);
        var options = new OnnxOptions { ModelFile = Model(("x", "y", [1, 6])), InputColumns = ["x"], OutputColumns = ["y"], IntraOpNumThreads = 1 };
        Assert.Equal(2, Applied(_ml.Transforms.ApplyOnnxModel(options), Six(1)).GetColumn<float[]>("y").Single()[0]);
    }

    [Fact]
    public void APredictionEngine_RunsTheModel()
    {
        var model = _ml.Transforms.ApplyOnnxModel("y", "x", Model(("x", "y", [1, 2, 3]))).Fit(_ml.Data.LoadFromEnumerable([Six(1)]));
        using var engine = _ml.Model.CreatePredictionEngine<Row, Result>(model);
        Assert.Equal(2, engine.Predict(Six(1)).y[0]);
        Assert.Equal(6, engine.Predict(Six(3)).y[0]);
    }

    string Model(params (string, string, int[])[] parts)
    {
        File.WriteAllBytes(_files["model.onnx"], OnnxFiles.Doubling(parts));
        return _files["model.onnx"];
    }

    IDataView Applied(IEstimator<ITransformer> estimator, params Row[] rows)
    {
        var view = _ml.Data.LoadFromEnumerable(rows);
        return estimator.Append(_ml.Transforms.CopyColumns("copy", "x")).Append(_ml.Transforms.DropColumns("copy")).Fit(view).Transform(view);
    }

    static Row Six(int factor) => new() { x = [.. Enumerable.Range(1, 6).Select(i => (float)i * factor)], z = [3] };

    sealed class Row
    {
        [VectorType(6)]
        public float[] x { get; set; }
        [VectorType(1)]
        public float[] z { get; set; }
    }

    sealed class Open
    {
        public float[] x { get; set; }
    }

    sealed class Other
    {
        public int x { get; set; }
    }

    sealed class Named
    {
        public string Name { get; set; }
    }

    sealed class Result
    {
        public float[] y { get; set; }
    }
}
