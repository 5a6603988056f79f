using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Transforms.Image;
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

    /// <summary>Saves a pipeline like <c>mlContext.Model.Save</c>, which fails where all columns of the input are images: ML.NET does not save them.</summary>
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

    /// <summary>Loads a saved pipeline with inpainting in batches; <c>mlContext.Model.Load</c> loads it as well, to fill row by row.</summary>
    /// <param name="filePath">A file that <c>mlContext.Model.Save</c> or <see cref="Save"/> made.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
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
}

/// <summary>Where packages hang their trainers of inpainting networks.</summary>
public sealed class InpaintingTrainers
{
    internal InpaintingTrainers(MLContext context) => Context = context;

    /// <summary>The context the trainers log to.</summary>
    public MLContext Context { get; }
}
