using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>Provides the training masks: generated ones, or files of a folder, which is listed once.</summary>
sealed class TrainingMasks
{
    readonly TrainingOptions options;
    readonly FolderMasks? files;

    /// <param name="options">Those of the training.</param>
    /// <param name="reading">How the files of <see cref="TrainingOptions.MaskFolder"/> are read; null for white as the hole.</param>
    /// <param name="report">Gets a sentence for every file that cannot be read.</param>
    public TrainingMasks(TrainingOptions options, MaskReading? reading, Action<string> report)
    {
        this.options = options;
        files = options.MaskFolder is { } folder ? new(folder, options.Masks, reading: reading, report: report) : null;
    }

    /// <summary>Square masks by their index.</summary>
    /// <param name="size">Side of the masks in pixels.</param>
    /// <param name="seed">Seed of the masks.</param>
    public Func<int, Mask> Of(int size, int seed)
    {
        var masks = options.Masks with { Width = size, Height = size };
        return files is null ? new IrregularMaskGenerator(masks, seed).Generate : files.With(masks, seed).Generate;
    }
}
