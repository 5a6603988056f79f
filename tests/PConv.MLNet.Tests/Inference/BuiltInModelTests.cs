using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Tests;

public sealed class BuiltInModelTests
{
    const int LargestAllowed = 20_000_000;

    [Fact]
    public void Load_GivesANetworkOfAFewMillionWeights()
    {
        var weights = InpaintingModel.BuiltInWeights();

        Assert.InRange(weights.ParameterCount, 100_000, LargestAllowed / sizeof(float));
        Assert.InRange(new FileInfo(typeof(BuiltInModel).Assembly.Location).Length, 1, LargestAllowed);
    }

    [Fact]
    public void BuiltIn_OfASmoothRamp_ContinuesItIntoTheHole()
    {
        var image = new RgbImage(150, 100);
        for (var i = 0; i < image.Size.Area; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).Fill((byte)(50 + i % image.Width));
        }

        var holes = new bool[image.Size.Area];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = i % image.Width is > 60 and < 80 && i / image.Width is > 30 and < 60;
        }

        var mask = Mask.FromHoles(image.Width, image.Height, holes);
        using var inpainter = OnnxInpainter.BuiltIn(new() { Style = InpaintingStyle.Faithful });

        var filled = inpainter.Inpaint(image, mask);

        var largest = image.Pixels.Zip(filled.Pixels, (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(largest, 1, 12);
    }
}
