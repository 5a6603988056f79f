using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Benchmarks;

/// <summary>What a pipeline costs over the bare session: reading images and masks, composing, making images.</summary>
static class PipelineOverhead
{
    const int Count = 64;
    const int Side = 256;
    const int BatchSize = 4;

    sealed class Row
    {
        public MLImage? Image { get; set; }

        public MLImage? Mask { get; set; }
    }

    public static void Run()
    {
        var generator = new IrregularMaskGenerator(new() { Width = Side, Height = Side });
        var inputs = Enumerable.Range(0, Count).Select(i => new InpaintingInput(Samples.Image(Side, Side, i), generator.Generate(i)))
            .ToArray();
        var ml = new MLContext();
        var options = new PartialConvInpaintingOptions
        {
            OutputColumnName = "Output",
            ImageColumnName = "Image",
            MaskColumnName = "Mask",
            BatchSize = BatchSize,
            Scoring = new() { Style = InpaintingStyle.Faithful },
        };
        var estimator = ml.Transforms.InpaintPartialConv(options);
        var rows =
            ml.Data.LoadFromEnumerable(inputs.Select(i => new Row { Image = i.Image.ToMLImage(), Mask = i.Mask.ToImage().ToMLImage() })
                .ToArray());
        using var transformer = estimator.Fit(rows);
        using var byRow = ml.Transforms.InpaintPartialConv(options with { BatchSize = 1 }).Fit(rows);
        using var bare = new Bare(inputs, BatchSize);
        using var bareByRow = new Bare(inputs, 1);
        Measure.Compare($"{Count} images of {Side}², batches of {BatchSize}", Count, Measure.Rounds(9),
            new("bare session, tensors ready", bare.Run),
            new("pipeline, images to images", () => Read(transformer.Transform(rows))));
        Measure.Compare($"{Count} images of {Side}², one at a time", Count, Measure.Rounds(9),
            new("bare session, tensors ready", bareByRow.Run),
            new("pipeline, images to images", () => Read(byRow.Transform(rows))));
    }

    static void Read(IDataView view)
    {
        using var cursor = view.GetRowCursor([view.Schema["Output"]]);
        var get = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
        MLImage? image = null;
        while (cursor.MoveNext())
        {
            get(ref image);
        }

        image?.Dispose();
    }

    /// <summary>The built-in model in a session set up as the library's, on tensors made beforehand.</summary>
    sealed class Bare : IDisposable
    {
        readonly SessionOptions options = new();
        readonly InferenceSession session;
        readonly List<OrtValue[]> batches = [];

        public Bare(InpaintingInput[] inputs, int batchSize)
        {
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session = new(InpaintingModel.BuiltIn.ToBytes(), options);
            foreach (var batch in inputs.Chunk(batchSize))
            {
                var size = batch[0].Image.Size;
                var (images, masks) = (new float[batch.Length * 3 * size.Area], new float[batch.Length * size.Area]);
                for (var i = 0; i < batch.Length; i++)
                {
                    PlanarLayout.Write(batch[i].Image, images.AsSpan(i * 3 * size.Area, 3 * size.Area), size);
                    PlanarLayout.Write(batch[i].Mask, masks.AsSpan(i * size.Area, size.Area), size);
                }

                batches.Add(
                    [Tensor(images, batch.Length, 3, size), Tensor(masks, batch.Length, 1, size),
                        Tensor(new float[images.Length], batch.Length, 3, size)]);
            }
        }

        public void Run()
        {
            using var run = new RunOptions();
            foreach (var batch in batches)
            {
                session.Run(run, ["image", "mask"], batch[..2], ["output"], batch[2..]);
            }
        }

        public void Dispose()
        {
            batches.ForEach(b => Array.ForEach(b, t => t.Dispose()));
            session.Dispose();
            options.Dispose();
        }

        static OrtValue Tensor(float[] values, int count, int channels, ImageSize size) =>
            OrtValue.CreateTensorValueFromMemory(values, [count, channels, size.Height, size.Width]);
    }
}
