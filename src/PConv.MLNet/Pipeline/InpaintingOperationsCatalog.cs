using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;

namespace Microsoft.ML;

/// <summary>What inpainting needs beside transforms: <c>mlContext.Inpainting()</c>.</summary>
public sealed class InpaintingOperationsCatalog
{
    internal InpaintingOperationsCatalog(MLContext context) => (Context, Trainers) = (context, new(context));

    /// <summary>Trainers of inpainting networks; the package PConv.MLNet.Training fills it.</summary>
    public InpaintingTrainers Trainers { get; }

    internal MLContext Context { get; }

    /// <summary>Saves a pipeline like <c>mlContext.Model.Save</c>, which fails where all columns of the input are images: ML.NET does not
    /// save them.</summary>
    /// <param name="model">A fitted pipeline; the weights of inpainting travel inside.</param>
    /// <param name="inputSchema">The input's schema, or null.</param>
    /// <param name="filePath">The file to make, under a temporary name until it is whole.</param>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        var saved = inputSchema?.All(c => c.Type is ImageDataViewType) == true ? null : inputSchema;
        AtomicFile.Write(filePath, (Stream stream) => Context.Model.Save(model, saved, stream));
    }

    /// <summary>Loads a saved pipeline with inpainting in batches; <c>mlContext.Model.Load</c> loads it as well, to fill row by
    /// row.</summary>
    /// <param name="filePath">A file that <c>mlContext.Model.Save</c> or <see cref="Save"/> made.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public ITransformer Load(string filePath) => Load(filePath, out _);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="filePath">A file that <c>mlContext.Model.Save</c> or <see cref="Save"/> made.</param>
    /// <param name="inputSchema">The input's schema without its image columns, or null if none was saved.</param>
    [SuppressMessage("Design", "CA1021", Justification = "As mlContext.Model.Load.")]
    public ITransformer Load(string filePath, out DataViewSchema? inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        if (!File.Exists(filePath))
        {
            throw new FileNotFoundException($"There is no saved pipeline '{filePath}'. Check the path.", filePath);
        }

        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="stream">A stream that can seek.</param>
    /// <param name="inputSchema">The input's schema without its image columns, or null if none was saved.</param>
    [SuppressMessage("Design", "CA1021", Justification = "As mlContext.Model.Load.")]
    public ITransformer Load(Stream stream, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SavedChain.Restore(Context.Model.Load(stream, out inputSchema));
    }

    /// <summary>Measures how well the holes of images were filled, over all rows and by the classes of the paper's Table 1.</summary>
    /// <param name="scored">Rows with the original, the filled image and the mask; all of one row of one size.</param>
    /// <param name="imageColumnName">Column of the originals, as they were before they had holes.</param>
    /// <param name="outputColumnName">Column of the filled images; only their pixels in the holes count.</param>
    /// <param name="maskColumnName">Column of the masks; white means hole.</param>
    /// <param name="cancellationToken">Ends the work between two rows.</param>
    /// <remarks>
    /// Each column holds images, file paths, encoded files or vectors of floats. Reads the rows once and keeps no more of them than there
    /// are cores. Where ResNet-18 of ML.NET's package lies beside the application, the distance in its features is measured as well.
    /// </remarks>
    /// <exception cref="ArgumentException">A column is missing, holds no images, or is both image and output.</exception>
    /// <exception cref="InvalidOperationException">There are no rows; or a row lacks an image, has images of different sizes or below 11×11
    /// pixels, or cannot be read.</exception>
    /// <example><code>
    /// var metrics = ml.Inpainting().Evaluate(model.Transform(rows), "Image", "Output", "Mask");
    /// Console.WriteLine(metrics);                // the table
    /// Console.WriteLine(metrics.Overall.Psnr);   // dB
    /// </code></example>
    public InpaintingMetrics Evaluate(IDataView scored, string imageColumnName, string outputColumnName, string maskColumnName,
        CancellationToken cancellationToken = default) =>
        Evaluate(scored, new() { ImageColumnName = imageColumnName, OutputColumnName = outputColumnName, MaskColumnName = maskColumnName },
            cancellationToken);

    /// <summary>As <see cref="Evaluate(IDataView, string, string, string, CancellationToken)"/>, with all options.</summary>
    public InpaintingMetrics Evaluate(IDataView scored, InpaintingEvaluationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(options);
        return new InpaintingEvaluator(Context, options).Evaluate(scored, cancellationToken);
    }
}

/// <summary>Extension point for catalogs of inpainting trainers.</summary>
public sealed class InpaintingTrainers
{
    internal InpaintingTrainers(MLContext context) => Context = context;

    /// <summary>The context the trainers log to.</summary>
    public MLContext Context { get; }
}
