using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;

namespace Microsoft.ML;

/// <summary>Inpainting operations other than transforms: <c>mlContext.Inpainting()</c>.</summary>
public sealed class InpaintingOperationsCatalog
{
    internal InpaintingOperationsCatalog(MLContext context) => (Context, Trainers) = (context, new(context));

    /// <summary>Trainers of inpainting networks; the package PConv.MLNet.Training adds them.</summary>
    public InpaintingTrainers Trainers { get; }

    internal MLContext Context { get; }

    /// <summary>Saves a pipeline like <c>mlContext.Model.Save</c>, which fails if all input columns are images, because ML.NET does not
    /// save image columns.</summary>
    /// <param name="model">A fitted pipeline; the file contains the weights of inpainting.</param>
    /// <param name="inputSchema">The input's schema, or null.</param>
    /// <param name="filePath">The file to write; it is written atomically through a temporary file.</param>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        var saved = inputSchema?.All(c => c.Type is ImageDataViewType) == true ? null : inputSchema;
        AtomicFile.Write(filePath, (Stream stream) => Context.Model.Save(model, saved, stream));
    }

    /// <summary>Loads a saved pipeline that inpaints in batches. <c>mlContext.Model.Load</c> can load it too, but then it inpaints row by
    /// row.</summary>
    /// <param name="filePath">A file written by <c>mlContext.Model.Save</c> or <see cref="Save"/>.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public ITransformer Load(string filePath) => Load(filePath, out _);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="filePath">A file written by <c>mlContext.Model.Save</c> or <see cref="Save"/>.</param>
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
    /// <param name="stream">A seekable stream.</param>
    /// <param name="inputSchema">The input's schema without its image columns, or null if none was saved.</param>
    [SuppressMessage("Design", "CA1021", Justification = "As mlContext.Model.Load.")]
    public ITransformer Load(Stream stream, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SavedChain.Restore(Context.Model.Load(stream, out inputSchema));
    }

    /// <summary>Measures the quality of filled holes, over all rows and for the classes of the paper's Table 1.</summary>
    /// <param name="scored">Rows with the original, the filled image and the mask; within a row all have the same size.</param>
    /// <param name="imageColumnName">Name of the column of originals, without holes.</param>
    /// <param name="outputColumnName">Name of the column of filled images; only their pixels in the holes are used.</param>
    /// <param name="maskColumnName">Name of the column of masks; white means hole.</param>
    /// <param name="cancellationToken">Cancels the work between two rows.</param>
    /// <remarks>
    /// Each column holds images, file paths, encoded files or vectors of floats. Reads the rows once and keeps at most one row per core in
    /// memory. If ResNet-18 of ML.NET's package lies beside the application, the perceptual distance is measured as well.
    /// </remarks>
    /// <exception cref="ArgumentException">A column is missing, holds no images, or is used as both image and output.</exception>
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

    /// <summary>Same as <see cref="Evaluate(IDataView, string, string, string, CancellationToken)"/>, with all options.</summary>
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

    /// <summary>The context to which trainers log.</summary>
    public MLContext Context { get; }

    /// <summary>The context's seed, for trainers that are given none; null if it has none.</summary>
    public int? Seed => ContextSettings.Of(Context).Seed;
}
