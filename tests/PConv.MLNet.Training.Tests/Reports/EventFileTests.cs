using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class EventFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_OfScalars_IsReadBackByNameAndStep()
    {
        using (var events = new EventFile(folder.Path, 0))
        {
            events.Write(50, [("loss", .125), ("learning_rate", 2e-4)]);
            events.Write(300_000, [("loss", -3e-8)]);
        }

        Assert.Equal([(50, "loss", .125f), (50, "learning_rate", 2e-4f), (300_000, "loss", -3e-8f)], EventReader.Scalars(folder.Path));
    }

    [Fact]
    public void File_BeginsWithItsVersionAndTheStepFromWhichItHolds()
    {
        using (var events = new EventFile(folder.Path, step: 120))
        {
            events.Write(121, [("loss", 1)]);
        }

        var all = EventReader.Events(folder.Path);
        Assert.Equal("brain.Event:2", EventReader.Of(all[0], 3).Single().Text);
        Assert.Equal(121, EventReader.Of(all[1], 2).Single().Value);
        Assert.Equal(1, EventReader.Of(EventReader.Of(all[1], 7).Single().Fields, 1).Single().Value); // SessionLog.START: drop later steps of earlier files
        Assert.All(all, e => Assert.InRange(EventReader.Of(e, 1).Single().Value, 1.7e9, 1e11)); // seconds since 1970
    }

    [Fact]
    public void Write_OfAPicture_HoldsItsSizeAndFile()
    {
        var image = Samples.Image(300, 200); // longer than one byte of a length can say
        using (var events = new EventFile(folder.Path, 0))
        {
            events.Write(7, "preview", image);
        }

        var value = EventReader.Of(EventReader.Of(EventReader.Events(folder.Path)[^1], 5).Single().Fields, 1).Single().Fields;
        var picture = EventReader.Of(value, 4).Single().Fields;
        Assert.Equal("preview", EventReader.Of(value, 1).Single().Text);
        Assert.Equal([200, 300, 3], picture.Take(3).Select(f => f.Value)); // height, width, RGB
        Assert.Equal(PngWriter.Encode(image), EventReader.Of(picture, 4).Single().Bytes);
    }

    [Fact]
    public void File_WithoutEvents_IsNotMade()
    {
        new EventFile(folder.Path, 0).Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_IsOnDiskBeforeTheFileIsClosed()
    {
        using var events = new EventFile(folder.Path, 0);
        events.Write(1, [("loss", 1)]);

        Assert.Equal([(1, "loss", 1f)], EventReader.Scalars(folder.Path));
    }
}
