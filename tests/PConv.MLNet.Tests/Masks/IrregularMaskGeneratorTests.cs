using System.Security.Cryptography;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class IrregularMaskGeneratorTests
{
    static readonly IrregularMaskOptions Small = new() { Width = 64, Height = 48 };

    static byte[] Draw(int seed, int index) => new IrregularMaskGenerator(Small, seed).Generate(index).Valid.ToArray();

    [Fact]
    public void Generate_WithTheSameSeedAndIndex_IsTheSameMask() => Assert.Equal(Draw(3, 5), Draw(3, 5));

    [Fact]
    public void Generate_TwiceFromOneGenerator_IsTheSameMask()
    {
        var generator = new IrregularMaskGenerator(Small);

        Assert.Equal(generator.Generate(7).Valid.ToArray(), generator.Generate(7).Valid.ToArray());
    }

    [Fact]
    public void Generate_WithAnotherIndexOrSeed_IsAnotherMask()
    {
        Assert.NotEqual(Draw(3, 5), Draw(3, 6));
        Assert.NotEqual(Draw(3, 5), Draw(4, 5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Generate_ForABucket_StaysInsideIt(int index)
    {
        var bucket = HoleRatioBucket.All[index];
        foreach (var size in new ImageSize[] { new(64, 64), new(100, 30), new(31, 77), new(10, 10) })
        {
            var generator = new IrregularMaskGenerator(new() { Width = size.Width, Height = size.Height, HoleRatio = bucket });
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(bucket, HoleRatioBucket.Containing(generator.Generate(i).HoleRatio));
            }
        }
    }

    [Fact]
    public void Generate_WithABorderOf50_KeepsItClear()
    {
        var mask =
            new IrregularMaskGenerator(new() { Width = 200, Height = 180, Border = 50, HoleRatio = HoleRatioBucket.From10To20 }).Generate(
                0);
        for (var i = 0; i < mask.Size.Area; i++)
        {
            var (x, y) = (i % 200, i / 200);
            Assert.True(mask[x, y] || x is >= 50 and < 150 && y is >= 50 and < 130, $"A hole at {x}, {y} lies within the border.");
        }

        Assert.True(HoleRatioBucket.From10To20.Contains(mask.HoleRatio));
    }

    [Fact]
    public void Generate_WhenTheBorderLeavesLessThanTheRange_FillsAtMostTheRoom()
    {
        // 20 × 20 with a border of 5 has room for 100 = 25 % of the pixels.
        var generator = new IrregularMaskGenerator(new() { Width = 20, Height = 20, Border = 5, MinRatio = .24, MaxRatio = 1 });

        Assert.All(Enumerable.Range(0, 10), i => Assert.InRange(generator.Generate(i).HoleCount, 97, 100));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    public void Generate_OfOnePixelSides_CanFillThem(int width, int height) =>
        Assert.InRange(
            new IrregularMaskGenerator(new() { Width = width, Height = height, MinRatio = 0, MaxRatio = 1 }).Generate(0).HoleCount, 1,
            width * height);

    [Fact]
    public void Generate_WithStrokesThinnerThanAPixel_EndsNevertheless() =>
        Assert.True(HoleRatioBucket.From20To30.Contains(
            new IrregularMaskGenerator(Small with { MinStroke = 1e-9, MaxStroke = 1e-9 }).Generate(0).HoleRatio));

    [Fact]
    public void Generate_UpToRatioOne_CanCoverEverything() =>
        Assert.Equal(1, new IrregularMaskGenerator(new() { Width = 8, Height = 8, MinRatio = .99, MaxRatio = 1 }).Generate(0).HoleRatio);

    [Theory]
    [InlineData(0, 0, 837)]
    [InlineData(3, 5, 860)]
    [InlineData(-7, 123456, 786)]
    public void Generate_GivesTheMasksItHasAlwaysGiven(int seed, int index, int holes) =>
        Assert.Equal(holes, new IrregularMaskGenerator(Small, seed).Generate(index).HoleCount);

    /// <summary>The first 16 digits of the SHA-256 of a mask's plane, made before strokes were drawn by words of 64 pixels.</summary>
    static string Hash(Mask mask) => Convert.ToHexString(SHA256.HashData(mask.Valid))[..16];

    [Theory]
    [InlineData(0, 0, "AC0AF23C60036981", "6C3435FBB16C93C6")]
    [InlineData(3, 5, "340BBAC067531534", "5B9ECA45CD00F001")]
    [InlineData(-7, 123456, "5744F6AC878A146D", "6CCF80A3AD233C51")]
    public void Generate_GivesTheSamePixelsAsEver(int seed, int index, string byIndex, string byKey)
    {
        var generator = new IrregularMaskGenerator(Small, seed);

        Assert.Equal((byIndex, byKey), (Hash(generator.Generate(index)), Hash(generator.GenerateFor((uint)index))));
    }

    [Fact]
    public void Generate_WithOtherOptions_GivesTheSamePixelsAsEver()
    {
        (IrregularMaskOptions Options, int Seed, int Index, string Hash)[] pinned =
        [
            (new(), 0, 0, "0BAB59D5092799C0"),
            (new() { HoleRatio = HoleRatioBucket.From50To60, Border = 50 }, 2, 9, "918777C4B210E8FF"),
            (new() { HoleRatio = HoleRatioBucket.From01To10 }, 1, 1, "88701FB12E050284"),
            (new() { Width = 7, Height = 300, MinRatio = .01, MaxRatio = .9 }, 4, 2, "703250715919DD18"),
            // the built-in model's
            (new() { Width = 128, Height = 128, MinRatio = .01, MaxRatio = .6, MinStroke = .012, MaxStroke = .35 }, 1, 77,
                "EEB3FFD5D2BEA13A"),
            (new() { Width = 200, Height = 130, FixedRatio = .25, Border = 11 }, 8, 3, "CEC3B435125FA8D9"),
        ];

        Assert.All(pinned, p => Assert.Equal(p.Hash, Hash(new IrregularMaskGenerator(p.Options, p.Seed).Generate(p.Index))));
    }

    [Fact]
    public void Generate_OfSeveralSetsOf512_GivesTheSamePixelsAsEver()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bucket in HoleRatioBucket.All)
        {
            foreach (var border in new[] { 0, 50 })
            {
                var generator = new IrregularMaskGenerator(new() { HoleRatio = bucket, Border = border }, 5);
                for (var i = 0; i < 3; i++)
                {
                    hash.AppendData(generator.Generate(i).Valid);
                }
            }
        }

        Assert.Equal("60619B7D603C947C", Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void GenerateFor_DependsOnSeedAndKeyAlone()
    {
        var generator = new IrregularMaskGenerator(Small, 3);
        var first = generator.GenerateFor(17).Valid.ToArray();
        generator.GenerateFor(18);

        Assert.Equal(first, generator.GenerateFor(17).Valid.ToArray());
        Assert.Equal(first, new IrregularMaskGenerator(Small, 3).GenerateFor(17).Valid.ToArray());
        Assert.NotEqual(first, new IrregularMaskGenerator(Small, 4).GenerateFor(17).Valid.ToArray());
    }

    [Fact]
    public void GenerateFor_KeysThatDifferInOneBit_GivesOtherMasks()
    {
        var generator = new IrregularMaskGenerator(Small);
        var keys = Enumerable.Range(0, 128).Select(bit => UInt128.One << bit).Prepend(UInt128.Zero);

        var masks = keys.Select(key => Convert.ToHexString(generator.GenerateFor(key).Valid)).ToHashSet();

        Assert.Equal(129, masks.Count);
    }

    [Fact]
    public void GenerateFor_KeysInARow_SpreadsOverTheWholeRange()
    {
        var generator = new IrregularMaskGenerator(new() { Width = 40, Height = 40, MinRatio = .2, MaxRatio = .3 });

        var mean = Enumerable.Range(0, 200).Average(i => generator.GenerateFor((UInt128)i).HoleRatio);

        Assert.InRange(mean, .24, .26); // uniform: 0.25 with a standard error of 0.002
    }

    [Theory]
    [InlineData(.25, 64, 48, 768)]
    [InlineData(.1, 7, 5, 4)] // 3.5 rounded up
    [InlineData(1, 9, 9, 81)]
    public void Generate_OfAFixedRatio_CutsThatManyPixels(double ratio, int width, int height, int holes)
    {
        var generator = new IrregularMaskGenerator(new() { Width = width, Height = height, FixedRatio = ratio });

        Assert.Equal([holes, holes], [generator.Generate(0).HoleCount, generator.GenerateFor(1).HoleCount]);
    }
}
