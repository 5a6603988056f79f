using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class CompositeTests
{
    [Fact]
    public void Of_TwoImages_TakesHolesFromTheOutput()
    {
        var original = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);
        var output = new RgbImage(2, 1, [11, 12, 13, 14, 15, 16]);

        var result = Composite.Create(original, output, Mask.FromHoles(2, 1, [false, true]));

        Assert.Equal([1, 2, 3, 14, 15, 16], result.Pixels);
        Assert.Equal([1, 2, 3, 4, 5, 6], original.Pixels);
    }

    [Fact]
    public void WithWhiteHoles_OfAnImage_LeavesTheRest() =>
        Assert.Equal([1, 2, 3, 255, 255, 255],
            Composite.WithWhiteHoles(new(2, 1, [1, 2, 3, 4, 5, 6]), Mask.FromHoles(2, 1, [false, true])).Pixels);

    [Fact]
    public void Of_AMaskWithoutHoles_IsTheOriginal() =>
        Assert.Equal(Samples.Image(9, 7).Pixels, Composite.Create(Samples.Image(9, 7), Samples.Noise(9, 7), Mask.AllValid(9, 7)).Pixels);

    [Fact]
    public void Of_AMaskThatIsOneHole_IsTheOutput() =>
        Assert.Equal(Samples.Noise(9, 7).Pixels, Composite.Create(Samples.Image(9, 7), Samples.Noise(9, 7), Mask.AllHoles(9, 7)).Pixels);

    [Fact]
    public void Of_AMaskOfAnotherSize_SaysBothSizes()
    {
        var e = Assert.Throws<ArgumentException>(() => Composite.Create(new(4, 4), new(4, 4), Mask.AllValid(4, 5)));
        Assert.Equal("Mask is 4×5 but image is 4×4. Resize the mask with nearest neighbor.", e.Message);
    }

    [Fact]
    public void Of_AnOutputOfAnotherSize_SaysToCrop()
    {
        var e = Assert.Throws<ArgumentException>(() => Composite.Create(new(4, 4), new(8, 8), Mask.AllValid(4, 4)));
        Assert.Equal("Output is 8×8 but image is 4×4. Crop the output to the image's size first.", e.Message);
    }
}
