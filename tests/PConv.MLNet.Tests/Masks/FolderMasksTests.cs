using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class FolderMasksTests : IDisposable
{
    static readonly IrregularMaskOptions AsTheyAre = new() { Width = 16, Height = 12, MinRatio = 0, MaxRatio = 1 };

    readonly TemporaryFolder folder = new();
    readonly TextMaskReader reader = new();
    readonly List<string> reports = [];

    public void Dispose() => folder.Dispose();

    MaskFiles Files(long capacity = 1 << 20) => new(folder.Path, reader, capacity) { Report = reports.Add };

    void Write(string name, Mask mask) => TextMaskReader.Write(folder[name], mask);

    [Fact]
    public void Generate_WithoutAugmentation_TakesTheLargestPartFromTheMiddle()
    {
        var mask = Samples.Irregular(40, 24);
        Write("a/b/mask.txt", mask);

        var cut = new FolderMasks(Files(), AsTheyAre).Generate(5);

        // 32 × 24 of 40 × 24, from column 4 on, to 16 × 12: the pixel behind each center, of two.
        Assert.Equal(new(16, 12), cut.Size);
        Assert.All(Enumerable.Range(0, cut.Size.Area),
            i => Assert.Equal(mask[4 + 2 * (i % 16) + 1, 2 * (i / 16) + 1], cut[i % 16, i / 16]));
    }

    [Fact]
    public void Generate_OfAFileOfTheSameSize_IsThatMask()
    {
        var mask = Samples.Irregular(16, 12);
        Write("mask.txt", mask);

        Assert.Equal(mask.Valid.ToArray(), new FolderMasks(Files(), AsTheyAre, seed: 9).Generate(3).Valid.ToArray());
    }

    [Fact]
    public void Generate_TakesAllFilesInRandomOrder()
    {
        for (var i = 0; i < 5; i++)
        {
            Write($"{i}.txt", Samples.Irregular(16, 12, i));
        }

        var source = new FolderMasks(Files(), AsTheyAre);

        Assert.Equal(5, Enumerable.Range(0, 60).Select(i => Convert.ToHexString(source.Generate(i).Valid)).Distinct().Count());
        Assert.NotEqual(Order(source), Order(new(Files(), AsTheyAre, seed: 1)));

        static IEnumerable<int> Order(FolderMasks source) => [.. Enumerable.Range(0, 12).Select(i => source.Generate(i).HoleCount)];
    }

    [Fact]
    public void Generate_Augmented_GivesTheSameMaskForANumberAndOthersForOthers()
    {
        Write("mask.txt", Samples.Irregular(80, 60));
        var options = AsTheyAre with { Width = 48, Height = 48, Augmentation = new() };
        var source = new FolderMasks(Files(), options, 4);
        var masks = Enumerable.Range(0, 30).Select(i => Convert.ToHexString(source.Generate(i).Valid)).ToArray();

        Assert.Equal(30, masks.Distinct().Count());
        Assert.Equal(masks[7], Convert.ToHexString(new FolderMasks(Files(), options, 4).Generate(7).Valid));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Generate_OfARangeAndABorder_KeepsBoth(bool augmented)
    {
        Write("a.txt", Samples.Irregular(80, 60));
        Write("none.txt", Mask.AllValid(30, 30));
        Write("all.txt", Mask.AllHoles(30, 30));
        var options = new IrregularMaskOptions
        {
            Width = 50,
            Height = 40,
            MinRatio = .1,
            MaxRatio = .2,
            Border = 6,
            Augmentation = augmented ? new() : null,
        };

        foreach (var mask in Enumerable.Range(0, 20).Select(new FolderMasks(Files(), options).Generate))
        {
            Assert.True(HoleRatioBucket.From10To20.Contains(mask.HoleRatio), $"{mask.HoleRatio}");
            Assert.True(mask.KeepsBorder(6));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Generate_OfMasksThatAreAllOrNothing_StillReachesTheRange(byte valid)
    {
        Write("a.txt", valid == 1 ? Mask.AllValid(20, 20) : Mask.AllHoles(20, 20));

        Assert.All(Enumerable.Range(0, 5),
            i => Assert.InRange(new FolderMasks(Files(), new() { Width = 30, Height = 30 }).Generate(i).HoleRatio, .2001, .3));
    }

    [Fact]
    public void Read_KeepsWhatItDecodedUpToTheCapacity()
    {
        Write("a.txt", Samples.Irregular(64, 10));
        Write("b.txt", Samples.Irregular(64, 10, 1));
        var source = new FolderMasks(Files(capacity: 80), AsTheyAre); // one mask of ten words

        for (var i = 0; i < 40; i++)
        {
            source.Generate(i);
        }

        Assert.InRange(reader.Reads, 5, 36); // one of them once, the other each time
    }

    [Fact]
    public void Read_OfADamagedFile_ReportsItOnceAndTakesTheNext()
    {
        Write("a.txt", Samples.Irregular(16, 12));
        File.WriteAllText(folder["b.txt"], "notes");
        var source = new FolderMasks(Files(), AsTheyAre);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(Samples.Irregular(16, 12).HoleCount, source.Generate(i).HoleCount);
        }

        Assert.Equal([$"Passed over mask {folder["b.txt"]}: It is no mask."], reports);
    }

    [Fact]
    public void Read_WhereNoFileCanBeRead_SaysSo()
    {
        File.WriteAllText(folder["a.txt"], "notes");

        var e = Assert.Throws<InvalidDataException>(() => new FolderMasks(Files(), AsTheyAre).Generate(0));
        Assert.Equal($"None of the 1 masks in '{folder.Path}' can be read. Check its files.", e.Message);
    }

    [Fact]
    public void Files_OfAFolderWithoutMasks_SayWhatToPutThere()
    {
        File.WriteAllText(folder["a.md"], "notes");

        Assert.Equal($"Mask folder '{folder.Path}' holds no mask that can be read. Put mask images there, or generate some.",
            Assert.Throws<InvalidDataException>(() => Files()).Message);
        Assert.Equal($"There is no mask folder '{folder["no"]}'. Check the path.",
            Assert.Throws<DirectoryNotFoundException>(() => new MaskFiles(folder["no"], reader)).Message);
    }
}
