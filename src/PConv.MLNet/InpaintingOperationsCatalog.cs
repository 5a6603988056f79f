
namespace Microsoft.ML;

/// <summary>What inpainting needs beside transforms: <c>mlContext.Inpainting()</c>.</summary>
public sealed class InpaintingOperationsCatalog
{
    internal InpaintingOperationsCatalog(MLContext context) => (Context, Trainers) = (context, new(context));

    /// <summary>Trainers of inpainting networks; the package PConv.MLNet.Trainers fills it.</summary>
    public InpaintingTrainers Trainers { get; }

    internal MLContext Context { get; }
}

/// <summary>Where packages hang their trainers of inpainting networks.</summary>
public sealed class InpaintingTrainers
{
    internal InpaintingTrainers(MLContext context) => Context = context;

    /// <summary>The context the trainers log to.</summary>
    public MLContext Context { get; }
}
