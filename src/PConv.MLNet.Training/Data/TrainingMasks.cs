using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>Provides the training masks: generated ones, or files of a folder, which is listed once.</summary>
sealed class TrainingMasks
{
    readonly TrainingOptions options;
    readonly MaskFiles? files;

    /// <param name="options">Those of the training.</param>
    /// <param name="reader">Decodes the files of <see cref="TrainingOptions.MaskFolder"/>.</param>
    /// <param name="report">Gets a sentence for every file that cannot be read.</param>
    /// <exception cref="ArgumentException">There is a folder but nothing that decodes its files.</exception>
    public TrainingMasks(TrainingOptions options, IMaskReader? reader, Action<string> report)
    {
        this.options = options;
        if (options.MaskFolder is { } folder)
        {
            files = new(folder, reader
                ?? throw new ArgumentException(
                    $"MaskFolder is '{folder}', but nothing decodes its files. Set the trainer's MaskReader.")) { Report = report };
        }
    }

    /// <summary>Creates a source of square masks.</summary>
    /// <param name="size">Side of the masks in pixels.</param>
    /// <param name="seed">Seed of the masks.</param>
    public IMaskSource Of(int size, int seed)
    {
        var masks = options.Masks with { Width = size, Height = size };
        return files is null ? new IrregularMaskGenerator(masks, seed) : new FolderMasks(files, masks, seed);
    }
}
