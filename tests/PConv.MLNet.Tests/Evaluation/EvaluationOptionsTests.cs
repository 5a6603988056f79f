using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class EvaluationOptionsTests
{
    static string ErrorOf(EvaluationOptions options, int images = 3) =>
        Assert.Throws<ArgumentException>(() => new EvaluationRun(RampImages.Of(images), options)).Message;

    [Fact]
    public void Defaults_AreThePapersProtocolWithAllMethods()
    {
        var options = new EvaluationOptions();

        Assert.Equal((512, 50, 0, null), (options.Size, options.Border, options.Seed, options.ImagesPerClass));
        Assert.Equal(InpaintingMethod.All, options.Methods);
        Assert.All(MaskClass.All, c => Assert.True(options.IsPossible(c)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(64)]
    public void Size_WithoutRoomInsideTheBorder_IsRefused(int size) => Assert.Equal(
        $"A border of 50 px leaves no pixel for the holes of class B in images of {size}×{size}. Take a size above 100, or a smaller " +
        $"border.",
        ErrorOf(new() { Size = size }));

    [Fact]
    public void Border_OfNothing_IsRefused() =>
        Assert.Equal("Border is 0 px, expected at least 1, which is what tells the classes N and B apart.", ErrorOf(new() { Border = 0 }));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void ImagesPerClass_OtherThanThereAre_IsRefused(int count) => Assert.Equal(
        $"{count} images of each class are wanted, but there are 3 images. Take 1 to 3, or leave it out for all.",
        ErrorOf(new() { ImagesPerClass = count }));

    [Fact]
    public void Methods_NoneOrTwiceTheSameName_AreRefused()
    {
        Assert.Equal($"There is no method to evaluate. Name some of {InpaintingMethod.Names}.", ErrorOf(new() { Methods = [] }));
        Assert.Equal("Two methods are called 'gray'. Give each a name of its own.",
            ErrorOf(new() { Methods = [Methods.Gray(), Methods.Gray()] }));
    }

    [Fact]
    public void Images_OfTheSameName_AreRefused() => Assert.Equal(
        "Two images are called 'a.png'. Give each a name of its own.",
        Assert.Throws<ArgumentException>(() => new EvaluationRun(new RampImages("a.png", "b.png", "a.png"), Methods.Small())).Message);

    [Fact]
    public void Size256_WithThePapersBorder_LeavesOutTheTwoClassesThatCannotExist()
    {
        using var run = new EvaluationRun(RampImages.Of(1), new() { Size = 256 });

        Assert.Equal(["0.4-0.5_B", "0.5-0.6_B"], MaskClass.All.Except(run.Classes).Select(c => c.Name));
        var mask = run.Sample("p0.png", MaskClass.Parse("0.3-0.4_B"), "harmonic").Mask;
        Assert.True(mask.KeepsBorder(50) && HoleRatioBucket.From30To40.Contains(mask.HoleRatio));
        Assert.Equal("Class 0.5-0.6_B cannot exist in images of 256×256 with a border of 50 px. Take a larger size or a smaller border.",
            Assert.Throws<ArgumentException>(() => run.Sample("p0.png", MaskClass.Parse("0.5-0.6_B"), "harmonic")).Message);
    }

    [Fact]
    public void IsPossible_AgreesWithWhatTheGeneratorCanDraw() => Assert.All(
        from size in new[] { 21, 32, 64, 101 } from border in new[] { 1, 3, 7, 10 } from c in MaskClass.All where c.Border == BorderClass.B
        select (size, border, c),
        t =>
        {
            var error = Record.Exception(() => new IrregularMaskGenerator(new()
            {
                Width = t.size,
                Height = t.size,
                HoleRatio = t.c.Bucket,
                Border = t.border,
            }));
            Assert.Equal(error is null, new EvaluationOptions { Size = t.size, Border = t.border }.IsPossible(t.c));
        });
}
