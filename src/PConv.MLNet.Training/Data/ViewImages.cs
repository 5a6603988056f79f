using Microsoft.ML;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>The images of a view, and their masks if training uses them, with random access.</summary>
sealed class ViewImages : IImageSource
{
    readonly List<Row> rows = [];

    ViewImages(bool isKept) => IsKept = isKept;

    /// <summary>Whether the store holds the decoded images; otherwise each image is decoded when it is read.</summary>
    public bool IsKept { get; }

    /// <inheritdoc/>
    public int Count => rows.Count;

    /// <summary>Reads a view once. Files are decoded on demand; other images are copied to the store.</summary>
    /// <param name="view">The view.</param>
    /// <param name="role">Use of the view in messages, such as "train".</param>
    /// <param name="options">Names of the columns.</param>
    /// <param name="store">Stores the images.</param>
    /// <param name="warn">Receives a message for every row that cannot be read, and one with the number of rows without image or
    /// mask.</param>
    /// <param name="cancel">Cancels reading.</param>
    /// <exception cref="ArgumentException">A column is missing or has the wrong type, or no row has an image.</exception>
    public static ViewImages From(IDataView view, string role, PartialConvTrainerOptions options, ImageStore store, Action<string> warn,
        CancellationToken cancel)
    {
        var image = ImageColumn.Bind(view.Schema, options.ImageColumnName, "image", options.VectorMaximum);
        var mask = options.UseMaskColumn ? ImageColumn.Bind(view.Schema, options.MaskColumnName, "mask", options.VectorMaximum) : null;
        using var cursor = view.GetRowCursor(mask is null ? [image.Column] : [image.Column, mask.Column]);
        var images = new KeptColumn<RgbImage>(cursor, image, colors => colors, store.Keep);
        var masks = mask is null ? null
            : new KeptColumn<Mask>(cursor, mask, colors => Mask.FromImage(colors, options.MaskReading), store.Keep);
        var result = new ViewImages(!image.HoldsPaths);
        var (read, without, last) = (0L, 0L, default(Exception));
        while (cursor.MoveNext())
        {
            cancel.ThrowIfCancellationRequested();
            read++;
            var name = images.Path ?? $"row {cursor.Position}";
            try
            {
                var ownMask = masks?.Keep();
                if ((masks is null || ownMask is not null) && images.Keep() is { } kept)
                {
                    result.rows.Add(new(name, kept, ownMask));
                }
                else
                {
                    without++;
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException)
            {
                last = e;
                warn($"Skipped {name}: {e.Message}");
            }
        }

        var missing = options.UseMaskColumn ? $"without an image in '{options.ImageColumnName}' or a mask in '{options.MaskColumnName}'"
            : $"without an image in '{options.ImageColumnName}'";
        if (without > 0)
        {
            warn($"Skipped {without} of {read} rows {missing}.");
        }

        return result.Count > 0 ? result : throw new ArgumentException(read == 0
            ? $"The view to {role} on has no rows. Check what it was loaded from."
            : $"None of the {read} rows to {role} on can be used: {without} are {missing}, {read - without} cannot be read. The log " +
            $"names them.", last);
    }

    /// <inheritdoc/>
    public string NameOf(int index) => rows[index].Name;

    /// <inheritdoc/>
    public RgbImage Read(int index) => rows[index].Image();

    /// <inheritdoc/>
    public Mask? MaskOf(int index) => rows[index].Mask?.Invoke();

    readonly record struct Row(string Name, Func<RgbImage> Image, Func<Mask>? Mask);
}
