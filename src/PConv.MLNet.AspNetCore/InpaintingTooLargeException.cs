namespace PConv.MLNet.AspNetCore;

/// <summary>An image or a file is larger than the options allow. Answer with status 413.</summary>
public sealed class InpaintingTooLargeException(string message) : Exception(message)
{
    internal static void ThrowIfMorePixels(string name, int width, int height, int most)
    {
        if ((long)width * height > most)
        {
            throw new InpaintingTooLargeException(
                $"The {name} is {width}×{height} pixels, and an area of at most {most:N0} is taken. Scale it down, or raise MaxPixels.");
        }
    }

    internal static void ThrowIfMoreBytes(string name, long length, int most)
    {
        if (length > most)
        {
            throw new InpaintingTooLargeException(
                $"The {name} is a file of more than {most:N0} bytes. Send a smaller one, or raise MaxBytes.");
        }
    }
}
