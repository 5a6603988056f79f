using System.Security.Cryptography;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class BatchSamplerTests
{
    static readonly TrainingOptions Options = new() { Network = UNetSpec.WithWidth(4, 3), Size = 16, BatchSize = 3, Steps = 6 };

    static BatchSampler Sampler(TrainingOptions? options = null, IImageSource? images = null, Action<string>? report = null) =>
        new(images ?? new ListSource(4), options ?? Options, report ?? (_ => { }));

    static void Same(Batch expected, Batch actual)
    {
        Assert.Equal(expected.Images, actual.Images);
        Assert.Equal(expected.Masks, actual.Masks);
        Assert.Equal(expected.Names, actual.Names);
    }

    [Fact]
    public void Draw_GivesCropsFrom0To1AndBinaryMasks()
    {
        var batch = Sampler().Draw(0);

        Assert.Equal((16, 3 * 3 * 256, 3 * 256, 3), (batch.Size, batch.Images.Length, batch.Masks.Length, batch.Names.Length));
        Assert.All(batch.Images, v => Assert.InRange(v, 0, 1));
        Assert.All(batch.Masks, v => Assert.True(v is 0 or 1));
        Assert.All(batch.Names, name => Assert.StartsWith("image-", name));
    }

    [Fact]
    public void Draw_OfTheSameSeedAndStep_IsTheSameBatchWhateverWasDrawnBefore()
    {
        var sampler = Sampler();
        sampler.Draw(0);
        sampler.Draw(4);

        Same(Sampler().Draw(3), sampler.Draw(3));
    }

    [Fact]
    public void Draw_OfAnotherStepOrSeed_IsAnotherBatch()
    {
        var batch = Sampler().Draw(3);

        Assert.NotEqual(batch.Images, Sampler().Draw(4).Images);
        Assert.NotEqual(batch.Masks, Sampler().Draw(4).Masks);
        Assert.NotEqual(batch.Images, Sampler(Options with { Seed = 1 }).Draw(3).Images);
        Assert.NotEqual(batch.Masks, Sampler(Options with { Seed = 1 }).Draw(3).Masks);
    }

    [Fact]
    public void Draw_WithinABatch_GivesEveryCropItsOwnMask()
    {
        var masks = Sampler().Draw(0).Masks.Chunk(256).ToArray();

        Assert.NotEqual(masks[0], masks[1]);
        Assert.NotEqual(masks[1], masks[2]);
    }

    [Fact]
    public void Draw_OfMasks_StaysInTheRange()
    {
        var sampler = Sampler(Options with { Masks = new() { MinRatio = .3, MaxRatio = .4 } });

        foreach (var mask in Enumerable.Range(0, 6).SelectMany(step => sampler.Draw(step).Masks.Chunk(256)))
        {
            Assert.True(HoleRatioBucket.From30To40.Contains(mask.Count(v => v == 0) / 256.0));
        }
    }

    [Fact]
    public void Draw_AsTheBuiltInModelWasTrained_GivesTheMasksItHasAlwaysGiven()
    {
        var options = TrainingOptions.FromJson("""
            { "steps": 8500, "batchSize": 16, "size": 128,
              "masks": { "minRatio": 0.01, "maxRatio": 0.6, "minStroke": 0.012, "maxStroke": 0.35 },
              "seed": 1 }
            """);

        var mask = Sampler(options).Draw(4).Masks.Chunk(128 * 128).ElementAt(13); // number 77

        Assert.Equal("EEB3FFD5D2BEA13A", Convert.ToHexString(SHA256.HashData([.. mask.Select(v => (byte)v)]))[..16]);
    }

    [Fact]
    public void Draw_OfMixedKinds_StaysInTheRangeAndDependsOnTheStepAlone()
    {
        var options = Options with { Masks = new() { MinRatio = .3, MaxRatio = .4, Kinds = MaskKindWeights.All, Augmentation = new() } };

        foreach (var mask in Enumerable.Range(0, 6).SelectMany(step => Sampler(options).Draw(step).Masks.Chunk(256)))
        {
            Assert.True(HoleRatioBucket.From30To40.Contains(mask.Count(v => v == 0) / 256.0));
        }

        Same(Sampler(options).Draw(3), Sampler(options).Draw(3));
        Assert.NotEqual(Sampler().Draw(3).Masks, Sampler(options).Draw(3).Masks);
    }

    [Fact]
    public void Draw_OfAMaskFolder_CutsItsMasks()
    {
        using var folder = new TemporaryFolder();
        ImageFile.Write(Samples.Irregular(16, 16).ToImage(), folder["a.png"]);
        var options = Options with { MaskFolder = folder.Path, Masks = new() { MinRatio = 0, MaxRatio = 1 } };
        var sampler = new BatchSampler(new ListSource(4), options, _ => { });

        Assert.All(sampler.Draw(0).Masks.Chunk(256),
            mask => Assert.Equal(Samples.Irregular(16, 16).Valid.ToArray(), mask.Select(v => (byte)v)));
    }

    [Fact]
    public void Draw_OnSeveralRanks_GivesTheSlicesOfTheOneBatchOfASingleRank()
    {
        var whole = Sampler(Options with { BatchSize = 9 }).Draw(4);

        var slices = ThreadRanks.Run(3, ranks => new BatchSampler(new ListSource(4), Options, _ => { }, ranks: ranks).Draw(4));

        Assert.Equal(whole.Images, slices.SelectMany(s => s.Images));
        Assert.Equal(whole.Masks, slices.SelectMany(s => s.Masks));
        Assert.Equal(whole.Names, slices.SelectMany(s => s.Names));
    }

    [Fact]
    public void Draw_AtTheEnd_TakesTheFinalSize()
    {
        var sampler = Sampler(Options with { FinalSize = 32, FinalFrom = .5 });

        Assert.Equal((16, 32), (sampler.Draw(2).Size, sampler.Draw(3).Size));
    }

    [Fact]
    public async Task From_AStep_GivesTheRestInOrder()
    {
        var step = 2;
        await foreach (var batch in Sampler().From(2, CancellationToken.None))
        {
            Same(Sampler().Draw(step++), batch);
        }

        Assert.Equal(6, step);
    }

    [Fact]
    public async Task From_WhenCanceled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Sampler(Options with { Steps = int.MaxValue }).From(0, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
    }

    [Fact]
    public void Draw_WithMasksOfTheirOwn_CutsThemWithTheirImages()
    {
        // A mask is a hole where its image is bright: so it must be in every crop, up to scaling.
        var images = Enumerable.Range(0, 4).Select(i => Samples.Irregular(40 + i, 48, i)).ToArray();
        var batch = new BatchSampler(new MaskImages(images), Options, _ => { }).Draw(0);

        for (var i = 0; i < batch.Masks.Length; i++)
        {
            var gray = batch.Images[3 * 256 * (i / 256) + i % 256];
            Assert.True(gray is > .01f and < .99f || gray > .5 == (batch.Masks[i] == 0), $"Pixel {i}: gray {gray}, mask {batch.Masks[i]}.");
        }

        Assert.Contains(0, batch.Masks);
        Assert.Contains(1, batch.Masks);
    }

    [Fact]
    public void Draw_WithAMaskOfAnotherSize_ReportsItsImage()
    {
        var reports = new List<string>();
        var images = new ListSource(2) { Masks = i => Samples.Irregular(40, 48) }; // image 1 is 41 pixels wide

        var batch = Sampler(images: images, report: reports.Add).Draw(1);

        Assert.All(batch.Names, name => Assert.Equal("image-0.jpg", name));
        Assert.Contains("Skipped image-1.jpg: Mask is 40×48 but image is 41×48. Resize the mask with nearest neighbor.", reports);
    }

    [Fact]
    public async Task From_OnceItIsLeft_ReadsNoMoreImages()
    {
        var images = new ListSource(4);
        await foreach (var _ in Sampler(Options with { Steps = int.MaxValue }, images).From(0, CancellationToken.None))
        {
            break;
        }

        var decoded = images.Decoded;
        await Task.Delay(50);

        Assert.Equal(decoded, images.Decoded);
    }

    [Fact]
    public void Draw_WithABadImage_ReportsItOnceAndTakesOthers()
    {
        var reports = new List<string>();
        var sampler = Sampler(images: new ListSource(4, 2), report: reports.Add);

        var names = Enumerable.Range(0, 6).SelectMany(step => sampler.Draw(step).Names).ToArray();

        Assert.DoesNotContain("image-2.jpg", names);
        Assert.Equal("Skipped image-2.jpg: The file breaks off.", Assert.Single(reports)); // once, although it is met again
    }

    [Fact]
    public void Draw_AfterTwentyBadImagesInARow_GivesUp()
    {
        var reports = new List<string>();
        var sampler = Sampler(images: new ListSource(2, 0, 1), report: reports.Add);

        var e = Assert.Throws<InvalidDataException>(() => sampler.Draw(0));

        Assert.Equal("Twenty images in a row could not be read. Check the training folder.", e.Message);
        Assert.Equal("The file breaks off.", e.InnerException!.Message);
        Assert.Equal(["Skipped image-0.jpg: The file breaks off.", "Skipped image-1.jpg: The file breaks off."], reports.Order());
    }

    [Fact]
    public async Task From_AFolderOfBadImages_PassesTheErrorOn() =>
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in Sampler(images: new ListSource(1, 0)).From(0, CancellationToken.None))
            {
            }
        });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)] // more than there are steps
    public async Task From_WithSeveralWorkers_GivesTheSameBatchesInTheSameOrder(int workers)
    {
        var random = new Random(1);
        var slow = new GatedSource(_ => Thread.Sleep(random.Next(3))); // batches get ready in another order
        var step = 0;
        await foreach (var batch in Sampler(Options with { Workers = workers, Steps = 12 }, slow).From(0, CancellationToken.None))
        {
            Same(Sampler(Options with { Steps = 12 }).Draw(step++), batch);
        }

        Assert.Equal(12, step);
    }

    [Fact]
    public async Task From_WithThreeWorkers_DrawsThreeBatchesAtOnceAndNoMore()
    {
        using var three = new Barrier(3);
        var met = 0;
        var source = new GatedSource(read => Interlocked.Add(ref met, read <= 3 && three.SignalAndWait(TimeSpan.FromSeconds(30)) ? 1 : 0));
        await foreach (var batch in Sampler(Options with { Workers = 3, BatchSize = 1 }, source).From(0, CancellationToken.None))
        {
            Assert.Equal(3, source.Reads); // none ahead of what was asked for
            break;
        }

        Assert.Equal(3, met);
    }

    [Fact]
    public void Draw_WithScaleOne_CutsAtTheImagesOwnScale()
    {
        var sampler = Sampler(Options with { MaxScale = 1 });
        var colors = Samples.Image(40, 48).Pixels.Concat(Samples.Image(41, 48, 1).Pixels).Concat(Samples.Image(42, 48, 2).Pixels)
            .Concat(Samples.Image(43, 48, 3).Pixels).ToHashSet();

        Assert.All(sampler.Draw(0).Images, v => Assert.Contains((byte)MathF.Round(255 * v), colors));
        Assert.NotEqual(Sampler().Draw(0).Images, sampler.Draw(0).Images);
    }
}
