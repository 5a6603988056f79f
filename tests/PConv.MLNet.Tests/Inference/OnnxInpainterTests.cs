using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class OnnxInpainterTests : IDisposable
{
    static readonly NetworkWeights Weights = Samples.Network();
    static readonly OnnxInpainterOptions OneThread = new() { Threads = 1, Style = InpaintingStyle.Faithful };

    readonly TemporaryFolder folder = new();
    readonly OnnxInpainter inpainter = OnnxInpainter.FromWeights(Weights, OneThread);

    public void Dispose()
    {
        inpainter.Dispose();
        folder.Dispose();
    }

    static void KnownPixelsAreTheSame(RgbImage expected, RgbImage actual, Mask mask)
    {
        var nothing = new RgbImage(expected.Width, expected.Height);
        Assert.Equal(Composite.Create(expected, nothing, mask).Pixels, Composite.Create(actual, nothing, mask).Pixels);
    }

    [Fact]
    public void Inpaint_KeepsKnownPixelsBitByBitAndFillsTheHoles()
    {
        var (image, mask) = (Samples.Noise(40, 32), Samples.Irregular(40, 32));

        var result = inpainter.Inpaint(image, mask);

        KnownPixelsAreTheSame(image, result, mask);
        Assert.NotEqual(image.Pixels, result.Pixels);
        Assert.Equal(Samples.Noise(40, 32).Pixels, image.Pixels); // the input itself is left alone
    }

    [Fact]
    public void Inpaint_WithAnExportInLaMasConvention_IsRecognizedAndFillsAsTheNetworkDoes()
    {
        var (image, mask) = (Samples.Noise(40, 32), Samples.Irregular(40, 32));
        OnnxExport.Save(Weights, folder["lama.onnx"], new() { Convention = ModelConvention.LaMa, FixedSize = new(512, 512) });
        OnnxExport.Save(Weights, folder["any.onnx"], new() { Convention = ModelConvention.LaMa });

        using var fixedSize = OnnxInpainter.FromFile(folder["lama.onnx"], OneThread);
        using var anySize = OnnxInpainter.FromFile(folder["any.onnx"], OneThread with { Description = InpaintingModelDescription.LaMa });

        Assert.Equal(InpaintingModelDescription.LaMa, fixedSize.Description);
        KnownPixelsAreTheSame(image, fixedSize.Inpaint(image, mask), mask);
        // 255 · x is rounded once more
        Assert.All(anySize.Inpaint(image, mask).Pixels.Zip(inpainter.Inpaint(image, mask).Pixels),
            pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void Inpaint_WithoutHoles_GivesAnEqualImageOfItsOwn()
    {
        var image = Samples.Noise(20, 12);
        var result = inpainter.Inpaint(image, Mask.AllValid(20, 12));

        Assert.NotSame(image, result);
        Assert.Equal(image.Pixels, result.Pixels);
    }

    [Fact]
    public void Inpaint_WithoutAKnownPixel_IsMidGray() =>
        Assert.All(inpainter.Inpaint(Samples.Noise(24, 16), Mask.AllHoles(24, 16)).Pixels, p => Assert.Equal(128, p));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 30)]
    [InlineData(37, 51)]
    [InlineData(8, 8)]
    [InlineData(9, 7)]
    public void Inpaint_OfAnySize_GivesThatSize(int width, int height)
    {
        var (image, mask) =
            (Samples.Image(width, height),
                Samples.Hole(width, height, width / 3, height / 3, Math.Max(1, width / 2), Math.Max(1, height / 2)));

        var result = inpainter.Inpaint(image, mask);

        Assert.Equal(image.Size, result.Size);
        KnownPixelsAreTheSame(image, result, mask);
    }

    [Fact]
    public void Inpaint_WhatLiesUnderTheHoles_NeverMatters()
    {
        var (image, mask) = (Samples.Image(40, 32), Samples.Irregular(40, 32));

        Assert.Equal(inpainter.Inpaint(image, mask).Pixels, inpainter.Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_AfterALargerImage_GivesTheSameAsBefore()
    {
        // buffers are pooled: nothing of the larger image may show in the padding
        var (image, mask) = (Samples.Image(21, 13), Samples.Irregular(21, 13));
        var before = inpainter.Inpaint(image, mask).Pixels;

        inpainter.Inpaint(Samples.Noise(64, 64), Samples.Irregular(64, 64));

        Assert.Equal(before, inpainter.Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_WithAMaskOfAnotherSize_SaysBothSizes() => Assert.Equal(
        "Mask is 5×4 but image is 4×4. Resize the mask with nearest neighbor.",
        Assert.Throws<ArgumentException>(() => inpainter.Inpaint(new(4, 4), Mask.AllHoles(5, 4))).Message);

    [Fact]
    public void Inpaint_FromFourThreadsAtOnce_EqualsOneAfterTheOther()
    {
        var jobs = Enumerable.Range(0, 16)
            .Select(i => (Image: Samples.Image(20 + i, 40 - i, i), Mask: Samples.Irregular(20 + i, 40 - i, i))).ToArray();
        var expected = jobs.Select(j => inpainter.Inpaint(j.Image, j.Mask).Pixels).ToArray();

        var actual = new byte[jobs.Length][];
        Parallel.For(0, jobs.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i => actual[i] = inpainter.Inpaint(jobs[i].Image, jobs[i].Mask).Pixels);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Inpaint_WithACanceledToken_IsCanceled() => Assert.Throws<OperationCanceledException>(
        () => inpainter.Inpaint(new(8, 8), Mask.AllHoles(8, 8), new(canceled: true)));

    [Fact]
    public void Inpaint_CanceledAtAnyMoment_IsCanceledOrWhole()
    {
        var (image, mask) = (Samples.Image(256, 256), Samples.Irregular(256, 256));
        var expected = inpainter.Inpaint(image, mask).Pixels;
        for (var i = 0; i < 5; i++)
        {
            using var cancel = new CancellationTokenSource();
            var job = Task.Run(() => inpainter.Inpaint(image, mask, cancel.Token));
            cancel.Cancel();
            var outcome = Record.Exception(() => Assert.Equal(expected, job.GetAwaiter().GetResult().Pixels));
            Assert.True(outcome is null or OperationCanceledException, outcome?.ToString());
        }

        Assert.Equal(expected, inpainter.Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void FromFile_OfTheExportedWeights_EqualsFromWeights()
    {
        OnnxExport.Save(Weights, folder["model.onnx"]);
        using var other = OnnxInpainter.FromFile(folder["model.onnx"], OneThread);
        var (image, mask) = (Samples.Image(30, 22), Samples.Irregular(30, 22));

        Assert.Equal(inpainter.Inpaint(image, mask).Pixels, other.Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void FromFile_WithoutAFile_SaysWhatToPass()
    {
        var e = Assert.Throws<FileNotFoundException>(() => OnnxInpainter.FromFile(folder["none.onnx"]));
        Assert.Equal($"There is no model '{folder["none.onnx"]}'. Pass an ONNX file, as 'pconv-train export' writes it.", e.Message);
        Assert.Equal(folder["none.onnx"], e.FileName);
        Assert.Throws<ArgumentException>(() => OnnxInpainter.FromFile(""));
    }

    [Fact]
    public void Dispose_EndsTheUse()
    {
        var other = OnnxInpainter.FromWeights(Weights, OneThread);
        other.Dispose();
        other.Dispose();

        Assert.Throws<ObjectDisposedException>(() => other.Inpaint(new(8, 8), Mask.AllHoles(8, 8)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Inpaint_InNaturalStyle_ChangesTheNetworksFillOfEveryImage(bool inParts)
    {
        var options = OneThread with { LargeImages = inParts ? new() : null, Seed = 3 };
        InpaintingInput[] inputs =
            [new(Samples.Noise(64, 48), Samples.Irregular(64, 48)), new(Samples.Image(40, 56), Samples.Irregular(40, 56)),
                new(Samples.Image(20, 20), Mask.AllValid(20, 20))];
        using var natural = OnnxInpainter.FromWeights(Weights, options with { Style = InpaintingStyle.Natural });
        using var faithful = OnnxInpainter.FromWeights(Weights, options);
        var (plain, filled) = (faithful.Inpaint(inputs), natural.Inpaint(inputs));

        Assert.All(inputs.Zip(filled), pair => Assert.Equal(
            Composite.Create(pair.First.Image, new(pair.Second.Width, pair.Second.Height), pair.First.Mask).Pixels,
            Composite.Create(pair.Second, new(pair.Second.Width, pair.Second.Height), pair.First.Mask).Pixels));
        Assert.NotEqual(plain[0].Pixels, filled[0].Pixels);
        // whatever else is in the batch
        Assert.Equal(filled.Select(r => r.Pixels), inputs.Select(input => natural.Inpaint(input.Image, input.Mask).Pixels));
    }

    [Fact]
    public void Inpaint_WithAStyleOfTheCall_GivesThatStyle()
    {
        var (image, mask) = (Samples.Image(40, 56), Samples.Irregular(40, 56));
        using var natural = OnnxInpainter.FromWeights(Weights, OneThread with { Style = null });
        var raw = inpainter.Inpaint(image, mask);

        Assert.Equal((InpaintingStyle.Natural, InpaintingStyle.Faithful), (natural.Style, inpainter.Style));
        Assert.Equal(raw.Pixels, natural.Inpaint(image, mask, InpaintingStyle.Faithful).Pixels);
        Assert.Equal(natural.Inpaint(image, mask).Pixels, inpainter.Inpaint(image, mask, InpaintingStyle.Natural).Pixels);
    }

    [Theory]
    [InlineData(null, InpaintingStyle.Faithful)]
    [InlineData(InpaintingStyle.Natural, InpaintingStyle.Natural)]
    public void Style_OfAModelOfAnotherConvention_IsItsOwnLookUnlessAskedFor(InpaintingStyle? asked, InpaintingStyle style)
    {
        OnnxExport.Save(Weights, folder["lama.onnx"], new() { Convention = ModelConvention.LaMa, FixedSize = new(512, 512) });
        using var lama = OnnxInpainter.FromFile(folder["lama.onnx"], OneThread with { Style = asked });

        Assert.Equal(style, lama.Style);
    }

    [Fact]
    public void Open_WithAStyleThatIsNone_IsRefused() => Assert.Equal(
        "Style is 7, expected Natural or Faithful. Leave it null to go by the model.",
        Assert.Throws<ArgumentException>(() => OnnxInpainter.FromWeights(Weights, new() { Style = (InpaintingStyle)7 })).Message);
}
