using Microsoft.ML;

namespace PConv.MLNet;

/// <summary>Reads image and mask of the current row.</summary>
sealed class InpaintingRowReader
{
    readonly DataViewRow row;
    readonly InpaintingOptions options;
    readonly ImageReader images;
    readonly ImageReader? masks;

    public InpaintingRowReader(DataViewRow row, InpaintingColumns columns, InpaintingOptions options)
    {
        (this.row, this.options) = (row, options);
        images = columns.Image.Open(row);
        masks = columns.Mask?.Open(row);
    }

    /// <summary>The job for the current row; null if it has no image.</summary>
    /// <exception cref="InvalidOperationException">The row cannot be filled; the message names it.</exception>
    public InpaintingJob? Read()
    {
        var place = $"column '{options.ImageColumnName}'";
        try
        {
            if (images.Read() is not { } image)
            {
                return null;
            }

            place = image.Tag is { Length: > 0 } file ? $"image '{file}'"
                : $"column '{options.MaskColumnName ?? options.ImageColumnName}'";
            return InpaintingJob.Create(image, masks?.ReadMask(options.MaskReading), options);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Row {row.Position}, {place}: {e.Message}", e);
        }
    }
}
