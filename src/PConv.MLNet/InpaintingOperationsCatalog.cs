using PConv.MLNet;
using PConv.MLNet.Core;

namespace Microsoft.ML;

/// <summary>What inpainting needs beside transforms: <c>mlContext.Inpainting()</c>.</summary>
public sealed class InpaintingOperationsCatalog
{
    internal InpaintingOperationsCatalog(MLContext context) => (Context, Trainers) = (context, new(context));

    /// <summary>Trainers of inpainting networks; the package PConv.MLNet.Trainers fills it.</summary>
    public InpaintingTrainers Trainers { get; }

    internal MLContext Context { get; }

    /// <summary>Measures how well the holes of images were filled, over all rows and by the classes of the paper's Table 1.</summary>
    /// <param name="scored">Rows with the original, the filled image and the mask; all of one row of one size.</param>
    /// <param name="imageColumnName">Column of the originals, as they were before they had holes.</param>
    /// <param name="outputColumnName">Column of the filled images; only their pixels in the holes count.</param>
    /// <param name="maskColumnName">Column of the masks; white means hole.</param>
    /// <param name="cancellationToken">Ends the work between two rows.</param>
    /// <remarks>Each column holds images, file paths, encoded files or vectors of floats. Reads the rows once and keeps no more of them than there are cores.</remarks>
    /// <exception cref="ArgumentException">A column is missing, holds no pictures, or is both image and output.</exception>
    /// <exception cref="InvalidOperationException">There are no rows; or a row lacks a picture, has pictures of different sizes or below 11×11 pixels, or cannot be read.</exception>
    /// <example><code>
    /// var metrics = ml.Inpainting().Evaluate(model.Transform(rows), "Image", "Output", "Mask");
    /// Console.WriteLine(metrics);                // the table
    /// Console.WriteLine(metrics.Overall.Psnr);   // dB
    /// </code></example>
    public InpaintingMetrics Evaluate(IDataView scored, string imageColumnName, string outputColumnName, string maskColumnName,
        CancellationToken cancellationToken = default) =>
        Evaluate(scored, new() { ImageColumnName = imageColumnName, OutputColumnName = outputColumnName, MaskColumnName = maskColumnName }, cancellationToken);

    /// <summary>As <see cref="Evaluate(IDataView, string, string, string, CancellationToken)"/>, with all options.</summary>
    public InpaintingMetrics Evaluate(IDataView scored, InpaintingEvaluationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(options);
        return new InpaintingEvaluator(Context, options).Evaluate(scored, cancellationToken);
    }
}

/// <summary>Where packages hang their trainers of inpainting networks.</summary>
public sealed class InpaintingTrainers
{
    internal InpaintingTrainers(MLContext context) => Context = context;

    /// <summary>The context the trainers log to.</summary>
    public MLContext Context { get; }
}
