using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Testing;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>ResNet-18 as ONNX Runtime computes it from the package's file.</summary>
public sealed class ResNet18Tests
{
    const int Side = 224; // the file takes no other

    [Fact]
    public void Extract_OfAnImage_GivesTheFeaturesThatTheFileGives()
    {
        var image = Samples.Image(Side, Side);
        using var scope = NewDisposeScope();
        using var network = FeatureNetwork.CreateResNet18(stages: 5);
        using var session = new InferenceSession(Path.Combine(AppContext.BaseDirectory, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx"));
        float[] mean = [103.06f, 115.90f, 123.15f]; // B, G, R
        var input = new DenseTensor<float>([1, 3, Side, Side]);
        for (var i = 0; i < 3 * Side * Side; i++)
        {
            var (channel, pixel) = (i / (Side * Side), i % (Side * Side));
            input.SetValue(i, image.Pixels[3 * pixel + 2 - channel] - mean[channel]);
        }

        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("Input247", input)]);
        var expected = outputs[0].AsEnumerable<float>().ToArray(); // the last stage, averaged over its places

        var stages = network.Extract(image.ToTensor());

        Assert.Equal([[1, 64, 112, 112], [1, 64, 56, 56], [1, 128, 28, 28], [1, 256, 14, 14], [1, 512, 7, 7]], stages.Select(x => x.shape));
        var actual = stages[4].mean([2, 3]).data<float>().ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.True(expected.Max() > 1);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(160, 96)]
    [InlineData(75, 51)]
    public void Distance_OfTwoImages_IsThatOfTorchsFeatures(int width, int height)
    {
        RgbImage[] images = [Samples.Image(width, height), Samples.Image(width, height, seed: 2)];
        using var scope = NewDisposeScope();
        using var twin = FeatureNetwork.CreateResNet18(stages: 5);
        using var network = OnnxFeatureNetwork.FromFile(OnnxFeatureNetwork.ResNet18Name);

        var distance = PerceptualDistance.Between(network.Run(images[0]), network.Run(images[1]));

        var (first, second) = (twin.Extract(images[0].ToTensor()), twin.Extract(images[1].ToTensor()));
        var expected = InpaintingLoss.FeatureDistance(first, second).item<float>();
        Assert.True(expected > .01);
        Assert.Equal(expected, distance, 1e-3 * expected);
    }

    [Fact]
    public void OfResNet18_OfAnotherNumberOfStages_SaysWhichThereAre()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureNetwork.CreateResNet18(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureNetwork.CreateResNet18(6));
    }
}
