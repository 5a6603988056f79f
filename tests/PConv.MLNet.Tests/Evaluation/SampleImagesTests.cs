using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class SampleImagesTests
{
    [Fact]
    public void GrowingHoles_AreTheMasksAnywhereFromSmallToLarge()
    {
        var result = MadeResult.Of(3, (_, _, image) => 25 + image, "a");

        Assert.Equal(from image in new[] { "0000.png", "0001.png" } from c in MaskClass.All where c.Border == BorderClass.N
            select (image, c), result.GrowingHoles(2));
    }

    [Fact]
    public void WorstCases_AreWhereTheFirstIsFarthestBehindTheBestOther()
    {
        var (far, near) = (MaskClass.All[4], MaskClass.All[9]);
        var result = MadeResult.Of(3, (method, c, image) => (method, image) switch
        {
            (2, 1) when c == far => 31,
            (1, 2) when c == near => 27,
            (0, _) => 25,
            _ => 24,
        }, "a", "b", "c");

        Assert.Equal([("0001.png", far), ("0002.png", near)], result.WorstCases(5));
        Assert.Equal([("0001.png", far)], result.WorstCases(1));
        Assert.Empty(MadeResult.Of(2, (method, _, _) => 25 - method, "a", "b").WorstCases(5));
    }

    [Fact]
    public void SaveSamples_WritesOriginalMaskedAndEveryMethodOnceASample()
    {
        using var folder = new TemporaryFolder();
        var images = new RampImages("x/a.png", "b.png");
        using var run = new EvaluationRun(images, Methods.Small());
        var (image, of) = ("x/a.png", MaskClass.Parse("0.2-0.3_N"));
        run.SaveSamples([(image, of), ("b.png", of), (image, of), (image, MaskClass.All[0])], folder.Path);
        var place = EvaluationRun.FolderOf(folder.Path, image, of);

        Assert.Equal(folder["x_a.png/0.2-0.3_N"], place);
        Assert.Equal(["black.png", "gray.png", "masked.png", "original.png"], Directory.EnumerateFiles(place).Select(Path.GetFileName)
            .Order());
        Assert.Equal(run.Sample(image, of, "black").Filled.ToPngBytes(), File.ReadAllBytes(Path.Combine(place, "black.png")));
        Assert.Equal(Masked(run.Sample(image, of, "gray")).ToPngBytes(), File.ReadAllBytes(Path.Combine(place, "masked.png")));
        Assert.Equal(12, Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count());
        Assert.Equal(1, images.Reads[1]);
    }

    [Fact]
    public void Sample_HasWhiteHolesInItsMaskedImageAndKnownPixelsInTheFilled()
    {
        using var run = new EvaluationRun(RampImages.Of(1), Methods.Small());
        var sample = run.Sample("p0.png", MaskClass.All[5], "gray");

        Assert.All(Enumerable.Range(0, 32 * 32), i =>
        {
            var known = sample.Mask.Valid[i] == 1;
            Assert.Equal(known ? sample.Original.Pixels[3 * i] : 255, Masked(sample).Pixels[3 * i]);
            Assert.Equal(known ? sample.Original.Pixels[3 * i] : 128, sample.Filled.Pixels[3 * i]);
        });
    }

    [Fact]
    public void Sample_OfWhatIsNotEvaluated_SaysWhatIs()
    {
        using var run = new EvaluationRun(RampImages.Of(2), Methods.Small());

        Assert.Equal("There is no method 'white' in this evaluation. Take one of gray, black.",
            Assert.Throws<ArgumentException>(() => run.Sample("p0.png", MaskClass.All[0], "white")).Message);
        Assert.Equal("There is no image 'x.png' in this evaluation. Take one of its 2 images.",
            Assert.Throws<ArgumentException>(() => run.Sample("x.png", MaskClass.All[0], "gray")).Message);
    }

    static RgbImage Masked((RgbImage Original, Mask Mask, RgbImage Filled) sample) =>
        Composite.WithWhiteHoles(sample.Original, sample.Mask);
}
