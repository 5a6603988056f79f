using PConv.MLNet.Images;
using PConv.MLNet.Testing;
using SkiaSharp;

namespace PConv.MLNet.Training.Tests;

public sealed class EventFileTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    string[] Runs => [.. Directory.EnumerateDirectories(folder["tensorboard"]).Select(run => Path.GetFileName(run)).Order()];

    [Fact]
    public void Write_OfScalars_IsReadBackAtOnceByNameAndStep()
    {
        var events = new EventFile(folder.Path, 0);
        events.Write(50, [("loss", .125), ("learning_rate", 2e-4)]);
        events.Write(300_000, [("loss", -3e-8)]);

        Assert.Equal([(50, "loss", .125f), (50, "learning_rate", 2e-4f), (300_000, "loss", -3e-8f)], EventReader.Scalars(folder.Path));
        Assert.Single(Directory.EnumerateFiles(folder["tensorboard/from-step-000000"])); // all in one file
    }

    [Fact]
    public void File_BeginsWithItsVersion_AndGivesTheTimeOfItsEvents()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        new EventFile(folder.Path, 0).Write(121, [("loss", 1)]);

        var all = EventReader.Events(folder.Path);
        Assert.Equal("brain.Event:2", all[0].FileVersion);
        Assert.InRange(all[1].WallTime, before, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    [Fact]
    public void Write_OfAnImage_HoldsItsPixels()
    {
        var image = Samples.Image(300, 200);
        ImageFile.Write(image, folder["a.png"]);
        new EventFile(folder.Path, 0).Write(7, "preview", folder["a.png"]);

        var written = EventReader.Events(folder.Path)[^1];
        var value = Assert.Single(written.Summary.Value);
        Assert.Equal((7, "preview", 300, 200), (written.Step, value.Tag, value.Image.Width, value.Image.Height));
        using var decoded = SKBitmap.Decode(value.Image.EncodedImageString.ToByteArray());
        Assert.Equal(image.Pixels, decoded.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue }));
    }

    [Fact]
    public void File_WithoutEvents_IsNotMade()
    {
        _ = new EventFile(folder.Path, 0);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void File_OfAResume_HasAFolderOfItsOwn_AndLeavesWhatCameBefore()
    {
        new EventFile(folder.Path, 0).Write(50, [("loss", 3)]);
        new EventFile(folder.Path, 40).Write(41, [("loss", 2)]);

        Assert.Equal(["from-step-000000", "from-step-000040"], Runs);
        Assert.Equal([50, 41], EventReader.Steps(folder.Path));
    }

    [Fact]
    public void File_OfAnotherResumeFromTheSameStepOrAnEarlierOne_TakesThePlaceOfTheLaterOnes()
    {
        Directory.CreateDirectory(folder["tensorboard/from-step-mine"]);
        foreach (var (step, loss) in new[] { (0, 1), (40, 2), (1_000_000, 3), (40, 4) })
        {
            new EventFile(folder.Path, step).Write(step + 1, [("loss", loss)]);
        }

        Assert.Equal(["from-step-000000", "from-step-000040", "from-step-mine"], Runs);
        Assert.Equal([(1, "loss", 1), (41, "loss", 4)], EventReader.Scalars(folder.Path));
    }
}
