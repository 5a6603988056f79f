#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Offline.Conformance;

public class MLNetMapValueTests
{
    readonly MLContext _ml = new(1);

    [Fact]
    public void MapValue_OfAKeyThatIsNotThere_IsTheDefault()
    {
        Assert.Equal([0.5f, 0], Mapped(new Dictionary<string, float> { ["a"] = 0.5f }));
        Assert.Equal([0.5, 0], Mapped(new Dictionary<string, double> { ["a"] = 0.5 }));
        Assert.Equal([7, 0], Mapped(new Dictionary<string, int> { ["a"] = 7 }));
        Assert.Equal([true, false], Mapped(new Dictionary<string, bool> { ["a"] = true }));
        Assert.Equal(["x", ""], Mapped(new Dictionary<string, string> { ["a"] = "x" }));
    }

    [Fact]
    public void MapValue_ToVectors_HasTheirLengthIfTheyShareOne()
    {
        var pipeline = _ml.Transforms.Conversion.MapValue("Value", new Dictionary<string, float[]> { ["a"] = [1, 2], ["b"] = [3, 4] }, "Key");
        var view = pipeline.Fit(Keys()).Transform(Keys());
        Assert.Equal("Vector<Single, 2>", view.Schema["Value"].Type.ToString());
        Assert.Equal([[1, 2], []], view.GetColumn<float[]>("Value"));
        var ragged = _ml.Transforms.Conversion.MapValue("Value", new Dictionary<string, float[]> { ["a"] = [1, 2], ["b"] = [3] }, "Key");
        Assert.Equal("Vector<Single>", ragged.Fit(Keys()).Transform(Keys()).Schema["Value"].Type.ToString());
        var texts = _ml.Transforms.Conversion.MapValue("Value", new Dictionary<string, string[]> { ["a"] = ["x", "y"] }, "Key");
        Assert.Equal(["x", "y"], texts.Fit(Keys()).Transform(Keys()).GetColumn<ReadOnlyMemory<char>[]>("Value").First().Select(text => text.ToString()));
    }

    [Fact]
    public void MapValue_ToBytes_SurvivesSavingAsTheyAre()
    {
        var bytes = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31)).ToArray();
        var pipeline = _ml.Transforms.Conversion.MapValue("Value", [KeyValuePair.Create("a", bytes), KeyValuePair.Create("b", bytes[..5])], "Key");
        using var stream = new MemoryStream();
        _ml.Model.Save(pipeline.Fit(Keys()), null, stream);
        stream.Position = 0;
        var view = new MLContext().Model.Load(stream, out _).Transform(Keys());
        Assert.Equal("Vector<Byte>", view.Schema["Value"].Type.ToString());
        Assert.Equal([bytes, []], view.GetColumn<byte[]>("Value"));
        var row = _ml.Data.CreateEnumerable<Bytes>(view, reuseRowObject: false).First();
        Assert.Equal(bytes, row.Value.DenseValues());
    }

    [Fact]
    public void MapValue_ToBytes_ReachesACustomMappingAsAVector()
    {
        var pipeline = _ml.Transforms.Conversion.MapValue("Value", [KeyValuePair.Create("a", new byte[] { 1, 2, 3 })], "Key")
            .Append(_ml.Transforms.CustomMapping<Bytes, Length>((from, to) => to.Size = from.Value.Length, null));
        Assert.Equal([3, 0], pipeline.Fit(Keys()).Transform(Keys()).GetColumn<int>("Size"));
    }

    [Fact]
    public void MapValue_OfAKeyGivenTwice_IsRefused()
        => Assert.Contains("Duplicate keys", Assert.Throws<InvalidOperationException>(()
            => _ml.Transforms.Conversion.MapValue("Value", [KeyValuePair.Create("a", 1), KeyValuePair.Create("a", 2)], "Key")).Message);

    [Fact]
    public void MapValue_WithoutAnInputName_ReplacesTheColumn()
    {
        var view = _ml.Transforms.Conversion.MapValue("Key", new Dictionary<string, int> { ["a"] = 3 }).Fit(Keys()).Transform(Keys());
        Assert.Equal([3, 0], view.GetColumn<int>("Key"));
    }

    [Fact]
    public void MapValue_FromNumbers()
    {
        var rows = _ml.Data.LoadFromEnumerable([new Length { Size = 4 }, new Length { Size = 5 }]);
        var view = _ml.Transforms.Conversion.MapValue("Value", new Dictionary<int, string> { [5] = "five" }, "Size").Fit(rows).Transform(rows);
        Assert.Equal(["", "five"], view.GetColumn<string>("Value"));
    }

    [Fact]
    public void MapValue_OfAColumnThatIsNotThere_NamesIt()
        => Assert.Contains("'Nowhere'", Assert.Throws<ArgumentOutOfRangeException>(()
            => _ml.Transforms.Conversion.MapValue("Value", new Dictionary<string, int> { ["a"] = 3 }, "Nowhere").Fit(Keys())).Message);

    IEnumerable<T> Mapped<T>(Dictionary<string, T> map)
        => _ml.Transforms.Conversion.MapValue("Value", map, "Key").Fit(Keys()).Transform(Keys()).GetColumn<T>("Value");

    IDataView Keys() => _ml.Data.LoadFromEnumerable([new Keyed { Key = "a" }, new Keyed { Key = "?" }]);

    sealed class Keyed
    {
        public string Key { get; set; }
    }

    sealed class Bytes
    {
        public VBuffer<byte> Value { get; set; }
    }

    sealed class Length
    {
        public int Size { get; set; }
    }
}
