using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class HoleRatioBucketTests
{
    [Fact]
    public void All_AreTheSixClassesOfThePaper() =>
        Assert.Equal(
            ["(0.01, 0.1]", "(0.1, 0.2]", "(0.2, 0.3]", "(0.3, 0.4]", "(0.4, 0.5]", "(0.5, 0.6]"],
            HoleRatioBucket.All.Select(b => b.ToString()));

    [Theory]
    [InlineData(.1, "(0.01, 0.1]")]
    [InlineData(.1000001, "(0.1, 0.2]")]
    [InlineData(.2, "(0.1, 0.2]")]
    [InlineData(.25, "(0.2, 0.3]")]
    [InlineData(.4, "(0.3, 0.4]")]
    [InlineData(.45, "(0.4, 0.5]")]
    [InlineData(.6, "(0.5, 0.6]")]
    public void Of_AUpperBound_IsTheLowerClass(double ratio, string bucket) =>
        Assert.Equal(bucket, HoleRatioBucket.Containing(ratio)?.ToString());

    [Theory]
    [InlineData(0)]
    [InlineData(.01)]
    [InlineData(.6000001)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Of_WhatThePaperDoesNotMeasure_IsNull(double ratio) => Assert.Null(HoleRatioBucket.Containing(ratio));

    [Fact]
    public void Contains_TheBounds_IsOpenBelowAndClosedAbove()
    {
        Assert.False(HoleRatioBucket.From20To30.Contains(.2));
        Assert.True(HoleRatioBucket.From20To30.Contains(.3));
    }
}
