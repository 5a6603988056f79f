using PConv.MLNet.Images;

namespace PConv.MLNet.Cli;

/// <summary>One picture to fill: where it, its mask and its result lie.</summary>
sealed record InpaintJob(string Image, string Mask, string Output)
{
    /// <summary>Why the picture cannot be filled, as far as its name tells; null if nothing is wrong so far.</summary>
    public string? Error { get; init; }

    /// <summary>Pixels of the picture, and of its mask, from the files' headers; 0 where one of them cannot be read.</summary>
    public long ReadPixels(bool withMask = false)
    {
        try
        {
            return (long)ImageFile.ReadSize(Image).Area + (withMask ? ImageFile.ReadSize(Mask).Area : 0);
        }
        catch (Exception e) when (IsOfThePicture(e))
        {
            return 0;
        }
    }

    /// <summary>Whether an error is one of a picture, its mask or its result, and no reason to end the others.</summary>
    public static bool IsOfThePicture(Exception e) => e is IOException or InvalidDataException or InvalidOperationException or ArgumentException or UnauthorizedAccessException or OutOfMemoryException;
}
