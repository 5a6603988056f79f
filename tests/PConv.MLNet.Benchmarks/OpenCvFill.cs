using System.Runtime.InteropServices;
using OpenCvSharp;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary>OpenCV's <c>inpaint</c>, in this process.</summary>
sealed class OpenCvFill : IPeerFill
{
    readonly InpaintTypes method;
    readonly double radius;
    readonly Mat[] images; // 8 bits, 3 channels
    readonly Mat[] holes; // 8 bits, not 0 = hole
    readonly Mat?[] filled;

    /// <param name="method">OpenCV's.</param>
    /// <param name="radius">Pixels within which known ones give a hole its value.</param>
    public OpenCvFill(RgbImage[] images, Mask[] masks, InpaintTypes method, double radius)
    {
        (this.method, this.radius) = (method, radius);
        this.images = Array.ConvertAll(images, image => Wrap(image.Size, MatType.CV_8UC3, image.Pixels));
        holes = Array.ConvertAll(masks, mask =>
            Wrap(mask.Size, MatType.CV_8UC1, Array.ConvertAll(mask.Valid.ToArray(), v => (byte)(1 - v))));
        filled = new Mat?[images.Length];
    }

    /// <summary>Name and version.</summary>
    /// <exception cref="InvalidOperationException">OpenCV cannot be loaded; the message says what is missing.</exception>
    public static string Version
    {
        get
        {
            try
            {
                return $"OpenCV {Cv2.GetVersionString()}";
            }
            catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
            {
                throw new InvalidOperationException(
                    "OpenCV cannot be loaded. On Linux x64 install GTK 3 (Debian's libgtk-3-0), which its package links to. Elsewhere " +
                    "PConv.MLNet.Benchmarks lacks your system's package: add OpenCvSharp4.runtime.win (Windows) or " +
                    "OpenCvSharp4.runtime.osx.arm64 (macOS).", e);
            }
        }
    }

    public void Run()
    {
        for (var i = 0; i < images.Length; i++)
        {
            filled[i]?.Dispose();
            filled[i] = new Mat();
            Cv2.Inpaint(images[i], holes[i], filled[i]!, radius, method);
        }
    }

    public RgbImage Filled(int index)
    {
        var mat = filled[index] ?? throw new InvalidOperationException("Nothing is filled yet: call Run first.");
        var image = new RgbImage(mat.Width, mat.Height);
        Marshal.Copy(mat.Data, image.Pixels, 0, image.Pixels.Length);
        return image;
    }

    public void Dispose() => Array.ForEach([.. images, .. holes, .. filled], mat => mat?.Dispose());

    static Mat Wrap(ImageSize size, MatType type, byte[] values) => Mat.FromPixelData(size.Height, size.Width, type, values);
}
