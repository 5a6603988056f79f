using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using PConv.MLNet.Tests;

namespace PConv.MLNet.Training.Tests;

/// <summary>A folder, a context that remembers its log, and what it takes to train a tiny network for a few steps.</summary>
sealed class TrainerBench : IDisposable
{
    readonly TemporaryFolder folder = new();

    public TrainerBench()
    {
        ML.Log += (_, e) =>
        {
            if (e.Source.Contains(nameof(PartialConvInpaintingTrainer)))
            {
                lock (Log)
                {
                    Log.Add($"{e.Kind} {e.RawMessage}");
                }
            }
        };
        Trainer = ML.Inpainting().Trainers.PartialConv(Options); // before any row with images is read
    }

    public MLContext ML { get; } = new(seed: 1);

    /// <summary>What the trainer has told the context: kind and sentence.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Four steps of a network of two levels, columns Image, Mask and Output, no folder.</summary>
    public PartialConvTrainerOptions Options { get; } = new()
    {
        OutputColumnName = "Output",
        ImageColumnName = "Image",
        MaskColumnName = "Mask",
        Training = new()
        {
            Network = UNetSpec.WithWidth(4, 2),
            Steps = 4,
            BatchSize = 2,
            Size = 16,
            LearningRate = 2e-3,
            ReportEvery = 1,
            Threads = 1,
        },
        Scoring = new() { Threads = 1 },
    };

    /// <summary>The trainer of <see cref="Options"/>.</summary>
    public PartialConvInpaintingTrainer Trainer { get; }

    public string this[string file] => folder[file];

    public PartialConvInpaintingTrainer With(Func<PartialConvTrainerOptions, PartialConvTrainerOptions> change) =>
        ML.Inpainting().Trainers.PartialConv(change(Options));

    /// <summary>Some rows of images and masks in memory.</summary>
    public IDataView Images(int count = 4) =>
        View([.. Enumerable.Range(0, count).Select(i => Row(Samples.Image(24 + i, 20, i), Samples.Irregular(24 + i, 20, i)))]);

    /// <summary>Rows with images and no column of masks.</summary>
    public IDataView WithoutMasks(int count = 4) =>
        View([.. Enumerable.Range(0, count).Select(i => new SizeRow { Image = Samples.Image(24, 20, i).ToMLImage() })]);

    /// <summary>Some rows of files.</summary>
    public IDataView Files(int count = 4) => View([.. Enumerable.Range(0, count).Select(i => new FileRow
    {
        ImagePath = PngFile.Write(folder[$"image-{i}.png"], Samples.Image(24 + i, 20, i)),
        MaskPath = PngFile.Write(folder[$"mask-{i}.png"], Samples.Irregular(24 + i, 20, i)),
        Number = i,
    })]);

    public static ImageRow Row(RgbImage? image, Mask? mask) => new() { Image = image?.ToMLImage(), Mask = mask?.ToImage().ToMLImage() };

    public IDataView View<T>(params T[] rows) where T : class => ML.Data.LoadFromEnumerable(rows);

    /// <summary>A column of images, each copied before the next one is asked for.</summary>
    public static RgbImage[] Read(IDataView view, string column = "Output")
    {
        var images = new List<RgbImage>();
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var get = cursor.GetGetter<MLImage>(view.Schema[column]);
        MLImage image = null!;
        while (cursor.MoveNext())
        {
            get(ref image);
            images.Add(image.ToRgbImage());
        }

        return [.. images];
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>A row with an image alone.</summary>
sealed class SizeRow
{
    public MLImage? Image { get; set; }
}

/// <summary>Reports at once, on the training's own thread.</summary>
sealed class Each(Action<TrainingProgress> action) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => action(value);
}
