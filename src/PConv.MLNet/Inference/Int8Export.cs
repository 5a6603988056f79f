using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>Writes a trained network as an ONNX file with 8-bit arithmetic, for ONNX Runtime on a CPU.</summary>
/// <remarks>Experimental: a third faster at the paper's width on a CPU without VNNI, barely faster for small networks; see docs/int8.md.
/// The network is first run on images with generated holes, which gives the value ranges of its layers. The same weights, images and seed
/// give the same file on the same machine. Inputs and output are those of <see cref="OnnxExport"/>.</remarks>
public static class Int8Export
{
    // share of the runs; measured in docs/int8.md: PSNR between 8-bit and float fills is 33 dB with all runs, 50 with half, 52 with this
    const double Share = .75;

    /// <summary>Calibrates a network and writes it. Each image is used with one mask per range of hole ratios.</summary>
    /// <param name="weights">The trained network.</param>
    /// <param name="path">The file, written under a temporary name until it is complete.</param>
    /// <param name="images">Images without holes that resemble those the network will fill; do not reuse the test set.</param>
    /// <param name="count">Number of images, chosen by the seed; all images if there are fewer. 32 by default. Each is cropped to its
    /// center square, scaled to 256².</param>
    /// <param name="seed">Seed for the choice of images and masks; 0 by default.</param>
    /// <param name="size">The only size the model accepts, one image per call; null, the default, for any size and number.</param>
    /// <param name="progress">Receives the number of images processed, and of all.</param>
    /// <param name="cancel">Cancels the calibration between two runs of the network.</param>
    /// <exception cref="ArgumentException">There are no images, or fewer than one is asked for.</exception>
    /// <exception cref="OperationCanceledException">The calibration was canceled.</exception>
    public static void Save(NetworkWeights weights, string path, IImageSource images, int count = 32, int seed = 0, ImageSize? size = null,
        Action<int, int>? progress = null, CancellationToken cancel = default) =>
        OnnxExport.Save(weights, path, new()
        {
            FixedSize = size,
            Calibration = Calibrate(weights, images, new() { Images = count, Seed = seed }, progress, cancel),
        });

    /// <summary>The value ranges of a network's layers, with all options.</summary>
    internal static Int8Calibration Calibrate(NetworkWeights weights, IImageSource pictures, Int8CalibratorOptions options,
        Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(pictures);
        options.Validate();
        if (pictures.Count == 0)
        {
            throw new ArgumentException("Calibration needs at least one image, got none. Pass images of the kind the network will fill.",
                nameof(pictures));
        }

        var rows = weights.Spec.Rows.ToArray();
        string[] outputs = [.. rows.SelectMany(row => new[] { CalibrationGraph.SumsOf(row), CalibrationGraph.OutputsOf(row) })];
        var ranges = outputs.ToDictionary(name => name, _ => new List<ChannelRange[]>()); // one item per run
        var masks = options.Ranges.Select((range, i) => new IrregularMaskGenerator(
            new() { Width = options.Size, Height = options.Size, MinRatio = range.Low, MaxRatio = range.High }, options.Seed + i))
            .ToArray();
        using var session =
            OnnxSession.Open(settings => new(OnnxExport.ToCalibrationBytes(weights), settings), "the network to calibrate",
                new() { Threads = options.Threads }).Session;
        var chosen = Choose(pictures.Count, options);
        for (var i = 0; i < chosen.Length; i++)
        {
            var picture = pictures.Read(chosen[i]);
            var image = Crop.Center(picture.Size, options.Size).Apply(picture);
            foreach (var generator in masks)
            {
                cancel.ThrowIfCancellationRequested();
                Collect(session, image, generator.Generate(i), outputs, ranges);
            }

            progress?.Invoke(i + 1, chosen.Length);
        }

        return new(
            rows.ToDictionary(row => row.Name,
                row => new LayerRanges(Typical(ranges[CalibrationGraph.SumsOf(row)]), Typical(ranges[CalibrationGraph.OutputsOf(row)]))));
    }

    /// <summary>Ranges that cover all values of a channel in three quarters of the runs. A range set by rare values would leave too few
    /// quantization steps for the others.</summary>
    static ChannelRange[] Typical(List<ChannelRange[]> runs)
    {
        var at = (int)(Share * (runs.Count - 1));
        return [.. Enumerable.Range(0, runs[0].Length).Select(c => new ChannelRange(
            runs.Select(r => r[c].Min).OrderDescending().ElementAt(at),
            runs.Select(r => r[c].Max).Order().ElementAt(at)))];
    }

    static int[] Choose(int count, Int8CalibratorOptions options)
    {
        var all = Enumerable.Range(0, count).ToArray();
        new Random(options.Seed).Shuffle(all);
        return [.. all.Take(options.Images)];
    }

    /// <summary>Adds the channel ranges of one run of the network.</summary>
    static void Collect(InferenceSession session, RgbImage image, Mask mask, string[] outputs,
        Dictionary<string, List<ChannelRange[]>> ranges)
    {
        var (planes, plane) = (new float[RgbImage.Channels * image.Size.Area], new float[image.Size.Area]);
        PlanarLayout.Write(image, planes, image.Size);
        PlanarLayout.Write(mask, plane, image.Size);
        using var x = OrtValue.CreateTensorValueFromMemory(planes, [1, RgbImage.Channels, image.Height, image.Width]);
        using var m = OrtValue.CreateTensorValueFromMemory(plane, [1, 1, image.Height, image.Width]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["image", "mask"], [x, m], outputs);
        foreach (var (name, result) in outputs.Zip(results))
        {
            var values = result.GetTensorDataAsSpan<float>(); // [2, C]
            var channels = new ChannelRange[values.Length / 2];
            for (var c = 0; c < channels.Length; c++)
            {
                channels[c] = new(values[c], values[channels.Length + c]);
            }

            ranges[name].Add(channels);
        }
    }
}
