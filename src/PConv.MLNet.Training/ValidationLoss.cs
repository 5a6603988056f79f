using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Measures the loss and the metrics on one crop and mask of every validation image. Crops and masks are the same each time, so
/// that results can be compared between steps.</summary>
sealed class ValidationLoss
{
    const int SmallestScored = 11; // px, the window of SSIM

    readonly IImageSource images;
    readonly TrainingOptions options;
    readonly InpaintingObjective objective;
    readonly Device device;
    readonly Action<string> report;
    readonly int size;
    readonly Func<int, Mask> masks;
    readonly HashSet<int> unreadable = [];

    /// <param name="images">The validation images.</param>
    /// <param name="options">The training options; the crops have the size of the last step.</param>
    /// <param name="objective">The loss to measure, with full weights.</param>
    /// <param name="device">Device of the network.</param>
    /// <param name="report">Receives a message for every image that cannot be read.</param>
    /// <param name="source">Source of the masks; null for generated ones.</param>
    public ValidationLoss(IImageSource images, TrainingOptions options, InpaintingObjective objective, Device device, Action<string> report,
        TrainingMasks? source = null)
    {
        (this.images, this.options, this.objective, this.device, this.report) = (images, options, objective, device, report);
        size = options.FinalSize ?? options.Size;
        masks = (source ?? new(options, reading: null, report)).Of(size, ~options.Seed); // none that training draws
    }

    /// <summary>Measures the means over the crops, without gradients and in evaluation mode. The network returns to training
    /// mode.</summary>
    /// <exception cref="InvalidDataException">No image can be read.</exception>
    public (double Loss, double L1Percent, double Psnr, double Ssim) Of(PartialConvUNet network, CancellationToken cancel)
    {
        using var noGradient = no_grad();
        network.eval();
        var (sum, count, scores) = (0.0, 0, new List<(double L1Percent, double Psnr, double Ssim)>());
        foreach (var batch in Batches())
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (input, target, mask) = batch.ToTensors(device);
            var output = network.call(input, mask);
            sum += batch.Count * (double)objective.Of(output, target, mask).Total.item<float>();
            count += batch.Count;
            scores.AddRange(Scores(batch, output));
        }

        network.train();
        return count > 0
            ? (sum / count, Mean(scores.Select(s => s.L1Percent)), Mean(scores.Select(s => s.Psnr).Where(double.IsFinite)),
                Mean(scores.Select(s => s.Ssim)))
            : throw new InvalidDataException($"None of the {images.Count} validation images can be read. Check their files.");
    }

    /// <summary>Scores of a batch's composites on bytes; none where crops are too small for SSIM.</summary>
    IEnumerable<(double L1Percent, double Psnr, double Ssim)> Scores(Batch batch, Tensor output)
    {
        var planes = size < SmallestScored ? [] : output.cpu().contiguous().data<float>().ToArray(); // [N, 3, size, size]
        return planes.Length == 0 ? [] : Enumerable.Range(0, batch.Count).Select(i =>
        {
            var image = batch.ImageAt(i);
            var composite = Composite.Create(image, Batch.ImageOf(planes, i, size), batch.MaskAt(i));
            return (ImageMetrics.L1Percent(image, composite), ImageMetrics.Psnr(image, composite), ImageMetrics.Ssim(image, composite));
        });
    }

    static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    /// <summary>All crops in order; the last batch may be smaller.</summary>
    internal IEnumerable<Batch> Batches() => Batches(options.PartSize);

    /// <summary>Returns the first <paramref name="count"/> crops, several of an image if there are fewer images; null if none can be
    /// read.</summary>
    internal Batch? First(int count) => Batches(count, images.Count == 0 ? 0 : images.Count + count).FirstOrDefault();

    IEnumerable<Batch> Batches(int count, int? crops = null) =>
        Enumerable.Range(0, crops ?? images.Count).Select(Draw).OfType<Sample>().Chunk(count).Select(samples =>
        {
            var batch = Batch.Create(samples.Length, size, options.Network.Prior == InitialFill.Given);
            for (var i = 0; i < samples.Length; i++)
            {
                var (example, crop, index) = samples[i];
                example.Put(batch, i, crop, () => masks(index));
            }

            return batch;
        });

    /// <summary>Chooses a crop; those beyond the number of images begin with the first image again. Null if the image cannot be read, which
    /// is reported once.</summary>
    Sample? Draw(int index)
    {
        var image = index % images.Count;
        try
        {
            var example = images.ReadExample(image, options.Network.Prior);
            return new(example,
                Crop.Draw(example.Image.Size, size, new Random(unchecked(options.Seed * 1_000_003 + index * 7919)), options.MaxScale),
                index);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (unreadable.Add(image))
            {
                report($"Left out of the validation: {images.NameOf(image)}: {e.Message}");
            }

            return null;
        }
    }

    sealed record Sample(Example Example, Crop Crop, int Index);
}
