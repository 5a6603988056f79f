using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class CachedImageSourceTests
{
    const int FirstImage = 40 * 48 * 3; // bytes of ListSource's image 0

    [Fact]
    public void Read_Twice_DecodesOnce()
    {
        var inner = new ListSource(2);
        var source = new CachedImageSource(inner, 1 << 20);

        Assert.Same(source.Read(1), source.Read(1));
        Assert.Equal(1, inner.Decoded);
        Assert.Equal(inner.Read(1).Pixels, source.Read(1).Pixels);
    }

    [Fact]
    public void Read_BeyondTheCapacity_DecodesEveryTime()
    {
        var inner = new ListSource(3);
        var source = new CachedImageSource(inner, FirstImage);

        source.Read(0);
        source.Read(1);
        source.Read(1);
        source.Read(0);

        Assert.Equal(3, inner.Decoded);
    }

    [Fact]
    public void Read_OfOneTooLarge_LeavesRoomForASmallerOne()
    {
        var inner = new ListSource(2);
        var source = new CachedImageSource(inner, FirstImage);

        source.Read(1);
        source.Read(0);
        source.Read(0);

        Assert.Equal(2, inner.Decoded);
    }

    [Fact]
    public void Read_OfABrokenImage_FailsEveryTime()
    {
        var source = new CachedImageSource(new ListSource(1, 0), 1 << 20);

        Assert.Throws<InvalidDataException>(() => source.Read(0));
        Assert.Throws<InvalidDataException>(() => source.Read(0));
    }

    [Fact]
    public void MaskOf_IsTheInnerOne()
    {
        var mask = Samples.Irregular(40, 48);

        Assert.Same(mask, new CachedImageSource(new ListSource(1) { Masks = _ => mask }, 0).MaskOf(0));
        Assert.Null(new CachedImageSource(new ListSource(1), 0).MaskOf(0));
    }

    [Fact]
    public void CountAndNames_AreTheInnerOnes()
    {
        var source = new CachedImageSource(new ListSource(5), 0);

        Assert.Equal((5, "image-3.jpg"), (source.Count, source.NameOf(3)));
    }

    [Fact]
    public void Read_FromManyThreads_KeepsNoMoreThanFits()
    {
        var inner = new ListSource(40);
        var source = new CachedImageSource(inner, 10 * 80 * 48 * 3);

        Parallel.For(0, 400, i => Assert.Equal(48, source.Read(i % 40).Height));

        var before = inner.Decoded;
        var kept = Enumerable.Range(0, 40).Count(i => ReferenceEquals(source.Read(i), source.Read(i)));
        Assert.InRange(kept, 10, 18); // images are 40 to 79 pixels wide
        Assert.Equal(2 * (40 - kept), inner.Decoded - before);
    }
}
