using System.Collections.Concurrent;
using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet.Cli;

/// <summary>Colours of pictures, in the memory of earlier ones as long as sizes repeat.</summary>
sealed class ReusedColours
{
    readonly ConcurrentStack<RgbImage> free = []; // the last given back is taken first: as many are kept as were in use at once

    /// <summary>Copies a picture's colours.</summary>
    public RgbImage Take(MLImage image)
    {
        var size = new ImageSize(image.Width, image.Height);
        var colours = free.TryPop(out var last) && last.Size == size ? last : new(size.Width, size.Height);
        image.CopyTo(colours);
        return colours;
    }

    /// <summary>Colours that nobody reads any more.</summary>
    public void GiveBack(RgbImage colours) => free.Push(colours);
}
