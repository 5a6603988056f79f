using System.Text.Json;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Distances in the features of ResNet-18, in images of any size.</summary>
public sealed class ResNet18DistanceTests(ResNet18DistanceTests.Opened opened) : IClassFixture<ResNet18DistanceTests.Opened>
{
    readonly OnnxFeatureNetwork network = opened.Network;

    public sealed class Opened : IDisposable
    {
        public OnnxFeatureNetwork Network { get; } = OnnxFeatureNetwork.FromFile(OnnxFeatureNetwork.ResNet18Name);

        public void Dispose() => Network.Dispose();
    }

    public sealed record Row(int Width, int Height, double Distance, double[] Stages);

    /// <summary>tests/data/resnet18/generate.py, by numpy in double.</summary>
    public static TheoryData<Row> Expected { get; } =
        [.. JsonSerializer.Deserialize<Row[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "resnet18.json")),
            JsonSerializerOptions.Web)!];

    /// <summary>A slope, bars and grain.</summary>
    static RgbImage Scene(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (c, x, y) = (i % 3, i / 3 % width, i / 3 / width);
            var grain = ((x * 73856093L) ^ (y * 19349663L) ^ (c * 83492791L)) % 31;
            image.Pixels[i] = (byte)Math.Min(byte.MaxValue, 60 + x * (c + 1) / 2 + y + (x / 9 + y / 13) % 2 * 50 + grain);
        }

        return image;
    }

    /// <summary>A box of it flat.</summary>
    static RgbImage Filled(RgbImage image, PixelBox box)
    {
        var filled = image.Clone();
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
            {
                new byte[] { 120, 130, 140 }.CopyTo(filled.Pixels, 3 * (y * image.Width + x));
            }
        }

        return filled;
    }

    [Theory]
    [MemberData(nameof(Expected))]
    public void DistancesTo_IsWhatNumpyComputesStageByStage(Row row)
    {
        var (width, height) = (row.Width, row.Height);
        var image = Scene(width, height);
        var filled = Filled(image, PixelBox.Between(width / 3, height / 4, 2 * width / 3, 3 * height / 4));

        var stages = network.DistancesTo(image)(filled);

        Assert.Equal(["stem", "layer1", "layer2", "layer3", "layer4"], network.Stages);
        Assert.Equal(5, stages.Count);
        Assert.All(row.Stages.Zip(stages), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * pair.First));
        Assert.Equal(row.Distance, network.Distance(image, filled), 1e-4 * row.Distance);
        Assert.Equal(0, network.Distance(image, image.Clone()));
    }

    [Theory]
    [InlineData(700, 300, 140, 480)] // over the borders of parts
    [InlineData(1075, 930, 26, 31)] // in the last corner, which the first part does not see
    public void DistancesTo_ALargeImage_IsThatOfTheWholeThoughComputedInParts(int left, int top, int width, int height)
    {
        var image = Samples.Image(1101, 961);
        var filled = Filled(image, new(left, top, width, height));

        var expected = PerceptualDistance.ByStage(network.Run(image), network.Run(filled));

        Assert.All(expected.Zip(network.DistancesTo(image)(filled)), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * pair.First));
    }

    [Fact]
    public void Distance_BetweenSizes_NamesBoth() => Assert.Equal(
        "Images of 64×32 and 32×64 cannot be compared. Take images of one size.",
        Assert.Throws<ArgumentException>(() => network.Distance(Scene(64, 32), Scene(32, 64))).Message);

    [Fact]
    public void Default_WhereTheModelLiesBesideTheApplication_IsResNet18() => Assert.Equal("resnet18", OnnxFeatureNetwork.Default);
}
