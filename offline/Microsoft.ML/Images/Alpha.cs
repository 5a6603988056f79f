namespace Microsoft.ML.Images;

/// <summary>Between colours as they are and colours multiplied by their alpha.</summary>
static class Alpha
{
    public static void Multiply(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            for (int c = i; c < i + 3; c++)
            {
                int product = pixels[c] * alpha + 128;
                pixels[c] = (byte)((product + (product >> 8)) >> 8);
            }
        }
    }

    /// <summary>A copy with the colours divided by alpha, or the array itself if all is opaque.</summary>
    public static byte[] Divide(byte[] pixels)
    {
        byte[] copy = null;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            copy ??= (byte[])pixels.Clone();
            for (int c = i; c < i + 3; c++)
                copy[c] = (byte)(alpha == 0 ? 0 : Math.Min(255, (pixels[c] * 255 + alpha / 2) / alpha));
        }
        return copy ?? pixels;
    }

    /// <summary>A copy with all alpha bytes set, or the array itself if they are.</summary>
    public static byte[] Opaque(byte[] pixels)
    {
        byte[] copy = null;
        for (int i = 3; i < pixels.Length; i += 4)
        {
            if (pixels[i] != 255)
                (copy ??= (byte[])pixels.Clone())[i] = 255;
        }
        return copy ?? pixels;
    }
}
