using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>Training of networks that start from a given fill: what they read.</summary>
public sealed class GivenFillTests : TorchTest
{
    static readonly TrainingOptions Options = TinyTraining.Options with
    {
        Network = UNetSpec.WithWidth(4, 3, InitialFill.Given),
        BatchSize = 4,
    };

    static readonly FilledImages Source = new([.. Enumerable.Range(0, 4).Select(i => Samples.Irregular(40 + i, 48, i))]);

    /// <summary>An image with a mask, filled perfectly.</summary>
    static ListSource Perfect => new(3) { Masks = i => Samples.Irregular(40 + i, 48, i), Fills = i => Samples.Image(40 + i, 48, i) };

    readonly List<string> reports = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Draw_CutsImagesFillsAndMasksAlike(double maxScale)
    {
        var sampler = new BatchSampler(Source, Options with { MaxScale = maxScale }, reports.Add);

        Assert.All(Enumerable.Range(0, 6), step => FilledImages.AreAligned(sampler.Draw(step)));
        Assert.Empty(reports);
    }

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    [InlineData(true, 31)]
    public void Put_OfACrop_MirrorsAllPartsOrNone(bool flip, int side)
    {
        var (batch, crop, masks) = (Batch.Create(1, 16, withFills: true), new Crop(5, 9, side, 16, flip), Samples.Irregular(40, 48));

        Source.ReadExample(0, InitialFill.Given).Put(batch, 0, crop, () => throw new InvalidOperationException("The image has a mask."));

        FilledImages.AreAligned(batch);
        Assert.Equal(crop.Apply(Source.Read(0)).Pixels, batch.ImageAt(0).Pixels);
        Assert.Equal(crop.Apply(masks).Valid.ToArray(), batch.MaskAt(0).Valid.ToArray());
    }

    [Fact]
    public void Draw_ForANetworkThatIsGivenNone_LeavesFillsOut() =>
        Assert.Null(new BatchSampler(Source, TinyTraining.Options, reports.Add).Draw(0).Fills);

    [Fact]
    public void Validation_CutsImagesFillsAndMasksAlike()
    {
        var batches = Loss(Source).Batches().ToArray();

        Assert.Equal(4, batches.Sum(batch => batch.Count));
        Assert.All(batches, FilledImages.AreAligned);
    }

    [Fact]
    public void Validation_OfANewNetworkAndAPerfectFill_FindsNoError()
    {
        using var network = new PartialConvUNet(Options.Network);

        Assert.Equal(0, Loss(Perfect).Of(network, default).L1Percent, 1e-3);
        Assert.True(Loss(Source).Of(network, default).L1Percent > 5);
    }

    [Theory]
    [InlineData("no fill")]
    [InlineData("no mask")]
    [InlineData("another size")]
    public void Source_WithoutWhatIsNeeded_IsRefused(string fault)
    {
        var images = new ListSource(1)
        {
            Masks = i => fault == "no mask" ? null : Samples.Irregular(40, 48),
            Fills = i => fault switch { "no fill" => null, "another size" => new(48, 40), _ => Samples.Image(40, 48) },
        };
        const string refusal = "The network starts from a given fill, and 'image-0.jpg' comes without one of 40×48 and the mask of it.";

        Assert.Equal(refusal, Assert.Throws<ArgumentException>(() => images.ReadExample(0, InitialFill.Given)).Message);
        Assert.Equal(refusal,
            Assert.Throws<InvalidDataException>(() => new BatchSampler(images, Options, reports.Add).Draw(0)).InnerException!.Message);
        Assert.Empty(Loss(images).Batches());
        Assert.Equal([$"Skipped image-0.jpg: {refusal}", $"Left out of the validation: image-0.jpg: {refusal}"], reports);
        Assert.Equal("image-0.jpg", images.ReadExample(0, InitialFill.PullPush).Name); // needs none
    }

    [Fact]
    public void CachedSource_PassesFillsOn()
    {
        var cached = new CachedImageSource(Perfect, 1 << 20);

        Assert.Equal(Perfect.FillOf(1)!.Pixels, cached.FillOf(1)!.Pixels);
        Assert.Null(new CachedImageSource(new ListSource(2), 1 << 20).FillOf(1));
    }

    [Fact]
    public void Train_FromFills_IsTheSameTwiceAndAnotherWithOtherFills()
    {
        using var folder = new TemporaryFolder();
        NetworkWeights Train(string name, IImageSource images) =>
            new PartialConvTrainer(Options) { Report = reports.Add, Validation = images }.Train(images, folder[name]);

        var first = Train("a", Source);

        TinyTraining.Same(first, Train("b", Source));
        var other = Train("c", new ListSource(4) { Masks = Source.MaskOf, Fills = Source.Read });
        Assert.Contains(NetworkWeights.Expected(first.Spec), e => !first[e.Name].Values.SequenceEqual(other[e.Name].Values));
        Assert.Empty(reports);
    }

    [Fact]
    public void Preview_OfANewNetwork_ShowsTheFillItWasGiven()
    {
        using var network = new PartialConvUNet(Options.Network);
        var crops = Loss(Source).First(1)!;

        var sheet = new Preview(crops, device("cpu")).Of(network);

        for (var i = 0; i < 256; i++)
        {
            var x = 256 + Preview.Gap + 16 * (i % 16); // a pixel of the crop is 16 of the sheet
            var y = PreviewText.Height + Preview.Gap + 16 * (i / 16);
            var shown = sheet.Pixels[RgbImage.Channels * (y * sheet.Width + x)];
            Assert.InRange(shown - byte.MaxValue * crops.Fills![i], -.6, .6);
        }
    }

    ValidationLoss Loss(IImageSource images) => new(images, Options, new(Options.Loss), device("cpu"), reports.Add);
}
