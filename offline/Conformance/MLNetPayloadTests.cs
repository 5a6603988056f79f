#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet.Offline.Conformance;

/// <summary>How a transformer from outside saves bytes of its own: in a chain of stock ones, whose value map holds them.</summary>
public sealed class MLNetPayloadTests
{
    const string KeyContract = "PayloadKey", RunContract = "PayloadRun";

    readonly MLContext _ml = new(1);

    public MLNetPayloadTests() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    [Fact]
    public void Payload_InAValueMap_ReachesAMappingOfImagesAfterLoading()
    {
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, new byte[8]);
        var rows = _ml.Data.LoadFromEnumerable([new Input { Image = image }]);
        using var stream = new MemoryStream();
        _ml.Model.Save(Chain([5, 6]).Fit(rows), null, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        var row = Assert.Single(_ml.Data.CreateEnumerable<Output>(loaded.Transform(rows), reuseRowObject: false));
        Assert.Equal([5, 6, 255, 255], row.Filled.Pixels[..4].ToArray());
        using var engine = new MLContext().Model.CreatePredictionEngine<Input, Output>(loaded);
        Assert.Equal((2, 5), (engine.Predict(new Input { Image = image }).Filled.Width, engine.Predict(new Input { Image = image }).Filled.Pixels[0]));
    }

    [Fact]
    public void Payload_CanBeReadOutOfTheLoadedChain()
    {
        using var stream = new MemoryStream();
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        _ml.Model.Save(Chain([7, 8, 9]).Fit(_ml.Data.LoadFromEnumerable([new Input { Image = image }])), null, stream);
        stream.Position = 0;
        var map = ((TransformerChain<ITransformer>)new MLContext().Model.Load(stream, out _)).OfType<ValueMappingTransformer>().Single();
        var key = _ml.Data.LoadFromEnumerable([new Keyed { PayloadKey = 1 }]);
        Assert.Equal([7, 8, 9], map.Transform(key).GetColumn<byte[]>("Payload").Single());
    }

    IEstimator<ITransformer> Chain(byte[] payload)
        => _ml.Transforms.CustomMapping(new KeyFactory().GetMapping(), KeyContract)
            .Append(_ml.Transforms.Conversion.MapValue("Payload", [KeyValuePair.Create(1, payload)], "PayloadKey"))
            .Append(_ml.Transforms.CustomMapping(new RunFactory().GetMapping(), RunContract))
            .Append(_ml.Transforms.DropColumns("PayloadKey", "Payload"));

    sealed class Nothing
    {
    }

    sealed class Keyed
    {
        public int PayloadKey { get; set; }
    }

    sealed class Input
    {
        public MLImage Image { get; set; }
    }

    sealed class Work
    {
        public MLImage Image { get; set; }
        public VBuffer<byte> Payload { get; set; }
    }

    sealed class Output
    {
        [ColumnName("Output")]
        public MLImage Filled { get; set; }
    }

    [CustomMappingFactoryAttribute(KeyContract)]
    sealed class KeyFactory : CustomMappingFactory<Nothing, Keyed>
    {
        public override Action<Nothing, Keyed> GetMapping() => (_, to) => to.PayloadKey = 1;
    }

    [CustomMappingFactoryAttribute(RunContract)]
    sealed class RunFactory : CustomMappingFactory<Work, Output>
    {
        public override Action<Work, Output> GetMapping() => (from, to) =>
        {
            var pixels = new byte[from.Image.Pixels.Length];
            Array.Fill<byte>(pixels, 255);
            from.Payload.GetValues().CopyTo(pixels);
            to.Filled = MLImage.CreateFromPixels(from.Image.Width, from.Image.Height, MLPixelFormat.Bgra32, pixels);
        };
    }
}
