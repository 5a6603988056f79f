using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class MetricsLogTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string[] Table => File.ReadAllLines(folder["metrics.csv"]);

    string[] Lines => File.ReadAllLines(folder["metrics.jsonl"]);

    MetricsLog Log(int step = 0) => new(folder.Path, step);

    [Fact]
    public void Add_AppendsToBothFiles()
    {
        var log = Log();
        log.Add(50, [("loss", .125), ("learning_rate", 2e-4)]);
        log.Add(1_234_567, [("loss", .1), ("learning_rate", 1e-4)]);

        Assert.Equal(["step,loss,learning_rate", "50,0.125,0.0002", "1234567,0.1,0.0001"], Table);
        Assert.Equal(["""{"step":50,"loss":0.125,"learning_rate":0.0002}""", """{"step":1234567,"loss":0.1,"learning_rate":0.0001}"""],
            Lines);
    }

    [Fact]
    public void Add_OfAnotherName_GivesTheTableAColumnMore()
    {
        var log = Log();
        log.Add(1, [("loss", 3)]);
        log.Add(2, [("loss", 2), ("validation_loss", 2.5)]);
        log.Add(3, [("loss", 1)]);

        Assert.Equal(["step,loss,validation_loss", "1,3,", "2,2,2.5", "3,1,"], Table);
    }

    [Fact]
    public void Add_OfNoNumber_LeavesItOut()
    {
        var log = Log();
        log.Add(1, [("loss", 3), ("psnr", 20)]);
        log.Add(2, [("loss", double.NaN), ("psnr", double.PositiveInfinity)]);

        Assert.Equal(["step,loss,psnr", "1,3,20", "2,,"], Table);
        Assert.Equal("""{"step":2}""", Lines[^1]);
    }

    [Fact]
    public void Log_GoneOnWith_DropsWhatComesAfterTheStep_SoThatNothingIsThereTwice()
    {
        var log = Log();
        foreach (var step in Enumerable.Range(1, 5))
        {
            log.Add(step, [("loss", 10 - step)]);
        }

        var next = Log(step: 3);
        Assert.Equal(["step,loss", "1,9", "2,8", "3,7"], Table);
        next.Add(4, [("loss", .5)]);

        Assert.Equal(["step,loss", "1,9", "2,8", "3,7", "4,0.5"], Table);
        Assert.Equal(4, Lines.Length);
        Assert.Equal([1, 2, 3, 4], next.Rows.Select(row => row["step"]));
    }

    [Fact]
    public void Log_GoneOnWithAfterATornLine_DropsIt()
    {
        Log().Add(1, [("loss", 3)]);
        File.AppendAllText(folder["metrics.jsonl"], """{"step":2,"lo""");
        File.AppendAllText(folder["metrics.csv"], "2,");

        Log(step: 1).Add(2, [("loss", 2)]);

        Assert.Equal(["step,loss", "1,3", "2,2"], Table);
        Assert.Equal(2, Lines.Length);
    }

    [Fact]
    public void Log_BegunAnew_LeavesNothingOfTheOld()
    {
        Log().Add(1, [("loss", 3)]);

        Log(step: 0);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
