using Microsoft.AspNetCore.Http;
using PConv.MLNet.Core;

namespace PConv.MLNet.AspNetCore;

/// <summary>Fills the pictures of tensors, one after the other.</summary>
static class KServePictures
{
    /// <summary>Of one request: encoded pictures can be small and their decoded ones large.</summary>
    const int MaxBatch = 64;

    const float Valid = .5f; // the lowest value of a mask that counts as 1

    /// <summary>Encoded pictures, BYTES [N], into PNG files.</summary>
    public static async Task<KServeTensor> FillFilesAsync(KServeTensor image, KServeTensor mask, Func<(byte[] Image, byte[] Mask), Task<byte[]>> fill)
    {
        var (images, masks) = (image.Files(), mask.Files());
        EnsureSame(image, mask, images.Length == masks.Length);
        var filled = new byte[EnsureFew(images.Length)][];
        for (var i = 0; i < images.Length; i++)
        {
            filled[i] = await fill((images[i], masks[i])).ConfigureAwait(false);
        }

        return KServeTensor.Of(filled);
    }

    /// <summary>float [N, 3, H, W], RGB, [0, 1], with masks [N, 1, H, W], 1 = valid; known values stay as they are, bit by bit.</summary>
    public static async Task<KServeTensor> FillFloatsAsync(KServeTensor image, KServeTensor mask, Func<(RgbImage Image, Mask Mask), Task<RgbImage>> fill)
    {
        var (shape, other) = (image.Shape, mask.Shape);
        EnsureSame(image, mask, shape is [> 0, RgbImage.Channels, > 0, > 0] && other is [_, 1, _, _] && shape[0] == other[0] && shape[2] == other[2] && shape[3] == other[3]);
        var (height, width) = (shape[2], shape[3]);
        var area = height * width;
        var values = (float[])image.Floats().Clone();
        if (!Array.TrueForAll(values, float.IsFinite))
        {
            throw new BadHttpRequestException("The image holds values that are no finite numbers, expected 0 to 1.");
        }

        for (var n = 0; n < EnsureFew(shape[0]); n++)
        {
            var planes = values.AsMemory(n * RgbImage.Channels * area, RgbImage.Channels * area);
            var holes = Holes(mask.Floats().AsSpan(n * area, area), width, height);
            var filled = await fill((ToImage(planes.Span, width, height), holes)).ConfigureAwait(false);
            CopyHoles(filled, holes, planes.Span);
        }

        return KServeTensor.Of(shape, values);
    }

    static Mask Holes(ReadOnlySpan<float> mask, int width, int height)
    {
        var holes = new bool[mask.Length];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = !(mask[i] >= Valid);
        }

        return Mask.FromHoles(width, height, holes);
    }

    static RgbImage ToImage(ReadOnlySpan<float> planes, int width, int height)
    {
        var image = new RgbImage(width, height);
        for (int at = 0, area = width * height; at < planes.Length; at++)
        {
            image.Pixels[RgbImage.Channels * (at % area) + at / area] = (byte)MathF.Round(255 * Math.Clamp(planes[at], 0, 1));
        }

        return image;
    }

    static void CopyHoles(RgbImage filled, Mask holes, Span<float> planes)
    {
        var area = holes.Size.Area;
        for (var i = 0; i < area; i++)
        {
            if (holes.Valid[i] == 0)
            {
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    planes[c * area + i] = filled.Pixels[RgbImage.Channels * i + c] / 255f;
                }
            }
        }
    }

    static void EnsureSame(KServeTensor image, KServeTensor mask, bool fits)
    {
        if (image.Datatype != mask.Datatype || !fits)
        {
            throw new BadHttpRequestException($"The inputs are image {image} and mask {mask}, expected FP32 [N, 3, H, W] and FP32 [N, 1, H, W], or BYTES [N] both.");
        }
    }

    static int EnsureFew(int batch) => batch <= MaxBatch ? batch : throw new BadHttpRequestException($"The batch is {batch} pictures, and at most {MaxBatch} are taken. Send several requests.");
}
