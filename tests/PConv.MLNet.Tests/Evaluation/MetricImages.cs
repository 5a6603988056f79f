using PConv.MLNet.Images;

namespace PConv.MLNet.Tests;

/// <summary>The images of tests/data/metrics/generate.py, by the same integer formulas.</summary>
static class MetricImages
{
    public static RgbImage Of(string name, int width, int height) => name switch
    {
        "pattern" => Make(width, height, (x, y, c) => (x * 7 + y * 13 + c * 29) % 256),
        "ramp" => Make(width, height, (x, y, c) => (x * 3 + y * 2 + c * 40) / 2 % 256),
        _ => throw new ArgumentException($"No image is called {name}."),
    };

    public static RgbImage Variant(RgbImage image, string name)
    {
        int At(int x, int y, int c) => image.Pixels[3 * (y * image.Width + x) + c];
        return name switch
        {
            "noisy" => Make(image.Width, image.Height, (x, y, c) => Math.Clamp(At(x, y, c) + Noise(x, y, c), 0, 255)),
            "shifted" => Make(image.Width, image.Height, (x, y, c) => At((x + 1) % image.Width, y, c)),
            "square" => Make(image.Width, image.Height, (x, y, c) =>
                x >= image.Width / 4 && x < image.Width / 2 && y >= image.Height / 4 && y < image.Height / 2 ? 128 : At(x, y, c)),
            _ => throw new ArgumentException($"No variant is called {name}."),
        };
    }

    static int Noise(long x, long y, long c) => (int)((x * 73856093 ^ y * 19349663 ^ c * 83492791) % 31) - 15;

    static RgbImage Make(int width, int height, Func<int, int, int, int> value)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)value(i / 3 % width, i / 3 / width, i % 3);
        }

        return image;
    }
}
