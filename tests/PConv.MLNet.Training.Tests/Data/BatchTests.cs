using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class BatchTests
{
    static Batch Four()
    {
        var batch = Batch.Create(4, 8);
        for (var i = 0; i < 4; i++)
        {
            batch.Put(i, $"{i}", Samples.Noise(8, 8, i), Samples.Hole(8, 8, i, 0, 2, 3));
        }

        return batch;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Split_GivesTheCropsInOrder(int parts)
    {
        var split = Four().Split(parts).ToArray();

        Assert.Equal(parts, split.Length);
        Assert.All(split, part => Assert.Equal((8, 4 / parts), (part.Size, part.Count)));
        Assert.Equal(Four().Images, split.SelectMany(part => part.Images));
        Assert.Equal(Four().Masks, split.SelectMany(part => part.Masks));
        Assert.Equal(["0", "1", "2", "3"], split.SelectMany(part => part.Names));
    }

    [Fact]
    public void Put_WithAFill_ShowsItInTheHolesAlone_AndPartsKeepIt()
    {
        var batch = Batch.Create(2, 8, withFills: true);
        var masks = new[] { Samples.Hole(8, 8, 2, 1, 3, 4), Mask.AllHoles(8, 8) };
        batch.Put(0, "a", Samples.Noise(8, 8, 0), masks[0], Samples.Noise(8, 8, 10));
        batch.Put(1, "b", Samples.Noise(8, 8, 1), masks[1], Samples.Noise(8, 8, 11));

        var parts = batch.Split(2).ToArray();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Composite.Create(Samples.Noise(8, 8, i), Samples.Noise(8, 8, 10 + i), masks[i]).Pixels,
                Batch.ImageOf(batch.Fills!, i, 8).Pixels);
            Assert.Equal(Batch.ImageOf(batch.Fills!, i, 8).Pixels, Batch.ImageOf(parts[i].Fills!, 0, 8).Pixels);
            Assert.Equal(Samples.Noise(8, 8, i).Pixels, batch.ImageAt(i).Pixels);
        }

        Assert.All(Four().Split(2), part => Assert.Null(part.Fills));
    }

    [Fact]
    public void Split_IntoOne_IsTheBatchItself()
    {
        var batch = Four();

        Assert.Same(batch, Assert.Single(batch.Split(1)));
    }

    [Fact]
    public void ImageAtAndMaskAt_GiveBackWhatWasPut()
    {
        Assert.Equal(Samples.Noise(8, 8, 2).Pixels, Four().ImageAt(2).Pixels);
        Assert.Equal(Samples.Hole(8, 8, 2, 0, 2, 3).Valid.ToArray(), Four().MaskAt(2).Valid.ToArray());
    }

    [Fact]
    public void ImageOf_ClampsWhatANetworkGives() =>
        Assert.Equal([0, 255, 128], Batch.ImageOf([9, 9, 9, -.5f, 1.5f, .5f], 1, 1).Pixels);
}
