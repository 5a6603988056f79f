using PConv.MLNet.Images;

namespace PConv.MLNet.Cli;

/// <summary>One image to fill: where it, its mask and its result lie.</summary>
sealed record InpaintJob(string Image, string Mask, string Output)
{
    /// <summary>Why the image cannot be filled, as far as its name tells; null if nothing is wrong so far.</summary>
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

    /// <summary>Whether an error is one of an image, its mask or its result, and no reason to end the others.</summary>
    public static bool IsOfTheImage(Exception e) =>
        e is IOException or InvalidDataException or InvalidOperationException or ArgumentException or UnauthorizedAccessException
        or OutOfMemoryException;
}
