using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class TensorImagesTests : TorchTest
{
    [Fact]
    public void ToRgbImage_OfAImagesTensor_GivesTheImage()
    {
        var image = Samples.Noise(7, 5);
        using var tensor = image.ToTensor();

        Assert.Equal([1, 3, 5, 7], tensor.shape);
        Assert.Equal(image.Pixels[1] / 255f, tensor.data<float>().ToArray()[35]); // green of the first pixel: second plane
        Assert.Equal(image.Pixels, tensor.ToRgbImage().Pixels);
    }

    [Fact]
    public void ToRgbImage_OfValuesOutOfRange_ClampsThem()
    {
        using var tensor = torch.tensor([-1f, .5f, 2f], [1, 3, 1, 1]);

        Assert.Equal([0, 128, 255], tensor.ToRgbImage().Pixels);
    }

    [Fact]
    public void ToRgbImage_OfABatch_SaysWhatIsExpected()
    {
        using var tensor = torch.zeros([2, 3, 4, 4]);

        Assert.Equal("The tensor is [2, 3, 4, 4], expected one image: [1, 3, H, W].",
            Assert.Throws<ArgumentException>(tensor.ToRgbImage).Message);
    }

    [Fact]
    public void ToTensor_OfAMask_IsOneWhereItIsValid()
    {
        var mask = Samples.Irregular(9, 4);
        using var tensor = mask.ToTensor();

        Assert.Equal([1, 1, 4, 9], tensor.shape);
        Assert.Equal(mask.Valid.ToArray().Select(v => (float)v), tensor.data<float>().ToArray());
    }

    [Fact]
    public void ToRgbImage_LeavesNoTensorsBehind()
    {
        using var tensor = Samples.Noise(4, 4).ToTensor();
        var before = LiveTensors;
        tensor.ToRgbImage();

        Assert.Equal(before, torch.Tensor.TotalCount);
    }
}
