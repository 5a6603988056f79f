using System.Security.Cryptography;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>All kinds of masks, plain and augmented.</summary>
public sealed class MaskKindTests
{
    static readonly MaskKind[] Kinds = Enum.GetValues<MaskKind>();

    public static TheoryData<MaskKind, bool> All
    {
        get
        {
            var data = new TheoryData<MaskKind, bool>();
            foreach (var kind in Kinds)
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    static IrregularMaskOptions Options(MaskKind kind, bool augmented, int width = 96, int height = 96) => new()
    {
        Width = width,
        Height = height,
        Kinds = MaskKindWeights.Only(kind),
        Augmentation = augmented ? new() : null,
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_ForEveryBucketAndSize_StaysInside(MaskKind kind, bool augmented)
    {
        foreach (var (width, height) in new[] { (64, 64), (10, 10), (200, 9), (5, 130), (1, 100), (100, 1) })
        {
            foreach (var bucket in HoleRatioBucket.All)
            {
                var generator = new IrregularMaskGenerator(Options(kind, augmented, width, height) with { HoleRatio = bucket }, 2);
                for (var i = 0; i < 4; i++)
                {
                    Assert.Equal(bucket, HoleRatioBucket.Containing(generator.Generate(i).HoleRatio));
                    Assert.Equal(bucket, HoleRatioBucket.Containing(generator.GenerateFor((uint)i).HoleRatio));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_WithABorder_KeepsItFreeAndTheRatio(MaskKind kind, bool augmented)
    {
        foreach (var (width, height) in new[] { (80, 80), (60, 120), (23, 300) })
        {
            var options = Options(kind, augmented, width, height) with { Border = 10, MinRatio = .05, MaxRatio = .12 };
            for (var i = 0; i < 8; i++)
            {
                var mask = new IrregularMaskGenerator(options, 1).Generate(i);

                Assert.True(mask.KeepsBorder(10));
                Assert.InRange(mask.HoleRatio, .05 + 1e-12, .12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_OfExtremeRatios_EndsExactly(MaskKind kind, bool augmented)
    {
        foreach (var (min, max, size, border) in new[] { (0, 1e-9 + 1.0 / (32 * 32), 32, 0), (.999, 1, 32, 0), (.9, 1, 1, 0),
            (.24, .25, 20, 5) })
        {
            var options = Options(kind, augmented, size, size) with { MinRatio = min, MaxRatio = max, Border = border };

            Assert.All(Enumerable.Range(0, 5),
                i => Assert.InRange(new IrregularMaskGenerator(options).Generate(i).HoleRatio, min + 1e-12, max));
        }

        Assert.Equal(250, new IrregularMaskGenerator(Options(kind, augmented, 50, 20) with { FixedRatio = .25 }).Generate(0).HoleCount);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_OverTheTrainingRange_GivesAllRatiosAlike(MaskKind kind, bool augmented)
    {
        var generator = new IrregularMaskGenerator(Options(kind, augmented, 32, 32) with { MinRatio = 0, MaxRatio = .6 });
        var bins = new int[6];
        for (var i = 0; i < 600; i++)
        {
            bins[(int)Math.Min(5, generator.Generate(i).HoleRatio * 10)]++;
        }

        Assert.All(bins, n => Assert.InRange(n, 60, 140)); // uniform: 100, with a standard deviation of 9
    }

    [Theory]
    [InlineData(MaskKind.Strokes, true, "EF3505A4F13665A5")]
    [InlineData(MaskKind.ThickStrokes, false, "4D5DD49CA8EA54B1")]
    [InlineData(MaskKind.ThickStrokes, true, "8B8B2C261B66D2ED")]
    [InlineData(MaskKind.Boxes, false, "AD6FD8503A331C5B")]
    [InlineData(MaskKind.Boxes, true, "DB2D1AA2DBE5D3C6")]
    [InlineData(MaskKind.Walks, false, "56EDF0A713C6043F")]
    [InlineData(MaskKind.Walks, true, "7540BC867E73A9B3")]
    [InlineData(MaskKind.Shapes, false, "A66FF796DFE90D5F")]
    [InlineData(MaskKind.Shapes, true, "E9357645BA03973F")]
    public void Generate_OfEachKind_GivesTheSamePixelsAsEver(MaskKind kind, bool augmented, string hash) =>
        Assert.Equal(hash,
            Convert.ToHexString(SHA256.HashData(new IrregularMaskGenerator(Options(kind, augmented, 100, 75), 3).Generate(4).Valid))[..16]);

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_WithAnotherIndexOrSeed_IsAnotherMask(MaskKind kind, bool augmented)
    {
        var masks = from seed in new[] { 0, 1 } from index in Enumerable.Range(0, 40)
            select Convert.ToHexString(new IrregularMaskGenerator(Options(kind, augmented), seed).Generate(index).Valid);

        Assert.Equal(80, masks.ToHashSet().Count);
    }

    [Fact]
    public void Kinds_LookDifferent()
    {
        // Mean distance of a hole pixel to the nearest valid one, in pixels: a line is thin, a box thick.
        var depth = Kinds.ToDictionary(kind => kind, kind => Enumerable.Range(0, 12).Average(i =>
        {
            var holes = HolePlane.From(new IrregularMaskGenerator(Options(kind, augmented: false, 256, 256), 1).Generate(i));
            var (sum, count) = (0.0, holes.Count);
            for (; holes.Count > 0; holes = holes.Eroded(eight: false))
            {
                sum += holes.Count;
            }

            return sum / count;
        }));

        Assert.InRange(depth[MaskKind.Walks], 1, 2.5);
        Assert.InRange(depth[MaskKind.Strokes], 2 * depth[MaskKind.Walks], 12);
        Assert.True(depth[MaskKind.ThickStrokes] > 1.5 * depth[MaskKind.Strokes], string.Join(", ", depth));
        Assert.True(depth[MaskKind.Boxes] > 1.5 * depth[MaskKind.Strokes], string.Join(", ", depth));
        Assert.True(depth[MaskKind.Shapes] > 1.5 * depth[MaskKind.Strokes], string.Join(", ", depth));
    }

    [Fact]
    public void Boxes_AreUpright_AndRotatedOnesAreNot()
    {
        Assert.True(StraightEdges(augmented: false) > .9, $"{StraightEdges(augmented: false)}");
        Assert.True(StraightEdges(augmented: true) < .8, $"{StraightEdges(augmented: true)}");

        // Of a box's upper edge all pixels but those at its ends have neighbors to both sides on that edge.
        static double StraightEdges(bool augmented)
        {
            var (edges, straight) = (0, 0);
            for (var i = 0; i < 20; i++)
            {
                var mask = new IrregularMaskGenerator(Options(MaskKind.Boxes, augmented, 256, 256)).Generate(i);
                for (var at = 0; at < 254 * 254; at++)
                {
                    var (x, y) = (1 + at % 254, 1 + at / 254);
                    if (IsEdge(x, y))
                    {
                        edges++;
                        straight += IsEdge(x - 1, y) && IsEdge(x + 1, y) ? 1 : 0;
                    }

                    bool IsEdge(int column, int row) => !mask[column, row] && mask[column, row - 1];
                }
            }

            return (double)straight / edges;
        }
    }

    [Fact]
    public void Weights_DecideHowOftenAKindIsDrawn()
    {
        var weights = new MaskKindWeights { Walks = 3, Boxes = 1 };
        var random = new KeyedRandom(0, 0);

        var drawn = Enumerable.Range(0, 4000).Select(_ => weights.Pick(random)).CountBy(k => k).ToDictionary();

        Assert.Equal(2, drawn.Count);
        Assert.InRange(drawn[MaskKind.Walks], 2850, 3150); // 3000 with a standard deviation of 27
    }

    [Fact]
    public void Weights_OfNothing_OrBelowZero_AreRefused()
    {
        Assert.Equal("No kind of masks has a weight above 0. Name at least one, or take MaskKindWeights.All.",
            ErrorOf(new() { Kinds = new() }));
        Assert.Equal("The weight of Boxes is -1, expected a number of at least 0.",
            ErrorOf(new() { Kinds = new() { Strokes = 1, Boxes = -1 } }));
        Assert.Equal("The weight of Walks is NaN, expected a number of at least 0.",
            ErrorOf(new() { Kinds = new() { Walks = double.NaN } }));
    }

    [Fact]
    public void Augmentation_BeyondItsRange_IsRefused()
    {
        Assert.Equal("MaxRotation is 181, expected degrees from 0 to 180.", ErrorOf(new() { Augmentation = new() { MaxRotation = 181 } }));
        Assert.Equal("MaxZoom is 0.5, expected at least 1, which cuts nothing off.",
            ErrorOf(new() { Augmentation = new() { MaxZoom = .5 } }));
        Assert.Equal("MaxDilation is NaN, expected a share of the shorter side from 0 to 0.5.", ErrorOf(new()
        {
            Augmentation = new() { MaxDilation = double.NaN },
        }));
    }

    static string ErrorOf(IrregularMaskOptions options) =>
        Assert.Throws<ArgumentException>(() => new IrregularMaskGenerator(options)).Message;
}
