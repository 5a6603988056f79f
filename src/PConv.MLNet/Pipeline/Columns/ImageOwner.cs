using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Reads the images of a column and finds out whose they are: made for each reader, who disposes them, as by LoadImages, or the
/// application's, as with LoadFromEnumerable.</summary>
/// <remarks>ResizeImages makes some of its images and hands on those that fit: ownership is unknown there, so they are left to the
/// GC.</remarks>
sealed class ImageOwner(ValueGetter<MLImage?> get, DataViewSchema.Column column)
{
    readonly bool isResized = column.Type is ImageDataViewType { Height: > 0, Width: > 0 };

    /// <summary>Whether images are made for each reader; null if that is not known.</summary>
    public bool? IsMade { get; private set; }

    /// <summary>The image of the current row.</summary>
    public MLImage? Read() => isResized || IsMade is not null ? Ask(null) : AskFirst();

    /// <summary>A getter that makes images disposes the one it is given, here a tiny one, or makes another one when it is asked
    /// again.</summary>
    MLImage? AskFirst()
    {
        using var given = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        var image = Ask(given);
        if (image is null)
        {
            return null; // not known yet
        }

        IsMade = IsDisposed(given);
        if (IsMade == false)
        {
            var again = Ask(null);
            IsMade = !ReferenceEquals(again, image);
            if (IsMade == true)
            {
                again?.Dispose();
            }
        }

        return image;
    }

    /// <summary>Never gives an image of a row back: ResizeImages would dispose it, whosever it is.</summary>
    MLImage? Ask(MLImage? image)
    {
        get(ref image);
        return image;
    }

    static bool IsDisposed(MLImage image)
    {
        try
        {
            return image.Width == 0;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
