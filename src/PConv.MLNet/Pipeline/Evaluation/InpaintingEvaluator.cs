using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>Reads originals, outputs and masks row by row and scores them on all cores.</summary>
sealed class InpaintingEvaluator
{
    static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    readonly IHostEnvironment environment;
    readonly InpaintingEvaluationOptions options;

    public InpaintingEvaluator(IHostEnvironment environment, InpaintingEvaluationOptions options)
    {
        options.Validate();
        (this.environment, this.options) = (environment, options);
    }

    public InpaintingMetrics Evaluate(IDataView scored, CancellationToken cancel)
    {
        var columns =
            new[] { (options.ImageColumnName, "image"), (options.OutputColumnName, "output image"), (options.MaskColumnName, "mask") }
            .Select(c => ImageColumn.Bind(scored.Schema, c.Item1, c.Item2, options.VectorMaximum)).ToArray();
        using var cursor = scored.GetRowCursor(columns.Select(c => c.Column));
        using var network = options.PerceptualFeatures is { } path ? OnnxFeatureNetwork.FromFile(path, new() { Threads = 1 }) : null;
        var metrics = InpaintingMetrics.Average(Logged(InOrder(Scores(cursor, columns, network, cancel))), network?.Name);
        return metrics.Overall.Images > 0
            ? metrics
            : throw new InvalidOperationException(
                "The view has no rows, so there is nothing to evaluate. Check what filters left of the data.");
    }

    /// <summary>Reads on the calling thread, because a cursor is not thread-safe, and scores on other threads.</summary>
    IEnumerable<Task<InpaintingScore>> Scores(DataViewRowCursor cursor, ImageColumn[] columns, OnnxFeatureNetwork? network,
        CancellationToken cancel)
    {
        var image = columns[0].Open(cursor);
        var output = columns[1].Open(cursor);
        var mask = columns[2].Open(cursor);
        while (Next())
        {
            var row = cursor.Position;
            var (original, filled, holes) =
                (Read(image, options.ImageColumnName, row), Read(output, options.OutputColumnName, row),
                    Read(mask, options.MaskColumnName, row));
            yield return Task.Run(() => Score(original, filled, holes, network, row), cancel);
        }

        bool Next()
        {
            cancel.ThrowIfCancellationRequested();
            return cursor.MoveNext();
        }
    }

    static ColumnImage Read(ImageReader reader, string column, long row)
    {
        try
        {
            return reader.Read()
                ?? throw new InvalidOperationException(
                    $"Row {row} has no image in column '{column}'. Filter such rows out before Evaluate.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Row {row}, column '{column}': {e.Message}", e);
        }
    }

    InpaintingScore Score(ColumnImage image, ColumnImage output, ColumnImage holes, OnnxFeatureNetwork? network, long row)
    {
        try
        {
            var mask = new MaskFileReader(options.MaskReading).ReadMarks(holes.Colors, holes.Opacity);
            var (original, filled) = (image.Colors, WithHidden(output.Colors, image));
            var score = InpaintingScore.Compute(original, filled, mask, options.Border);
            return network is null ? score : Perceptual(score, network.DistancesTo(original)(Composite.Create(original, filled, mask)));
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {row}: {e.Message}", e);
        }
    }

    /// <summary>Copies the original's colors into fully transparent pixels of the fill, because they are invisible.</summary>
    static RgbImage WithHidden(RgbImage filled, ColumnImage original)
    {
        if (original.Opacity is not { } opacity || filled.Size != original.Colors.Size)
        {
            return filled;
        }

        var result = filled.Clone();
        for (var i = 0; i < opacity.Length; i++)
        {
            if (opacity[i] == 0)
            {
                original.Colors.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels).CopyTo(result.Pixels.AsSpan(RgbImage.Channels * i));
            }
        }

        return result;
    }

    static InpaintingScore Perceptual(InpaintingScore score, IReadOnlyList<double> stages) => score with
    {
        Perceptual = stages.Sum(),
        PerceptualStages = stages,
    };

    /// <summary>Runs one task per core in parallel. Results are returned in row order, so that sums are deterministic.</summary>
    static IEnumerable<T> InOrder<T>(IEnumerable<Task<T>> tasks)
    {
        var running = new Queue<Task<T>>();
        foreach (var task in tasks)
        {
            running.Enqueue(task);
            if (running.Count >= Environment.ProcessorCount)
            {
                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }

        while (running.TryDequeue(out var task))
        {
            yield return task.GetAwaiter().GetResult();
        }
    }

    /// <summary>Logs progress to the context.</summary>
    IEnumerable<T> Logged<T>(IEnumerable<T> rows)
    {
        using var channel = environment.Register("InpaintingEvaluation").Start("Evaluate");
        var (clock, next, count) = (Stopwatch.StartNew(), ReportEvery, 0);
        foreach (var row in rows)
        {
            yield return row;
            count++;
            if (clock.Elapsed >= next)
            {
                channel.Info(MessageSensitivity.None,
                    string.Create(CultureInfo.InvariantCulture,
                        $"{count} rows evaluated, {count / clock.Elapsed.TotalSeconds:F1} a second."));
                next = clock.Elapsed + ReportEvery;
            }
        }
    }
}
