using PConv.MLNet.Images;

namespace PConv.MLNet.Cli;

/// <summary>Paths of one image to fill, its mask and its result.</summary>
sealed record InpaintJob(string Image, string Mask, string Output)
{
    /// <summary>Error found from file names alone; null if there is none.</summary>
    public string? Error { get; init; }

    /// <summary>Size of the image, from the file's header; null where it cannot be read.</summary>
    public ImageSize? ReadSize()
    {
        try
        {
            return ImageFile.ReadSize(Image);
        }
        catch (Exception e) when (IsOfTheImage(e))
        {
            return null;
        }
    }

    /// <summary>Whether an error concerns one image, its mask or its result, so that other jobs can continue.</summary>
    public static bool IsOfTheImage(Exception e) =>
        e is IOException or InvalidDataException or InvalidOperationException or ArgumentException or UnauthorizedAccessException
        or OutOfMemoryException;
}
