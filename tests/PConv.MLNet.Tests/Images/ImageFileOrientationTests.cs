using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Baselines;
using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>A photograph taken sideways, wherever files are read.</summary>
public sealed class ImageFileOrientationTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly RgbImage upright;

    public ImageFileOrientationTests() => upright = JpegFile.WriteSideways(folder["photo.jpg"], Samples.Image(33, 20));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfAPhotographTakenSideways_GivesItUprightUnderItsName()
    {
        using var read = ImageFile.Read(folder["photo.jpg"]);

        Assert.Equal((new ImageSize(20, 33), folder["photo.jpg"]), (read.ToRgbImage().Size, read.Tag));
        Assert.Equal(upright.Pixels, read.ToRgbImage().Pixels);
    }

    [Fact]
    public void SizeOf_APhotographTakenSideways_IsThatOfTheUprightOne()
    {
        var file = File.ReadAllBytes(folder["photo.jpg"]);

        Assert.Equal((new ImageSize(20, 33), new ImageSize(20, 33)), (ImageFile.ReadSize(folder["photo.jpg"]), ImageFile.SizeOf(file, "photo")));
    }

    [Fact]
    public void Transform_OfAPathToAPhotographTakenSideways_FillsItUprightUnderAnUprightMask()
    {
        var mask = Samples.Hole(20, 33, 5, 8, 9, 12);
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable([new Photo { ImagePath = folder["photo.jpg"], MaskPath = PngFile.Write(folder["mask.png"], mask) }]);

        var filled = ml.Transforms.InpaintHarmonic("Output", "ImagePath", "MaskPath").Fit(rows).Transform(rows);

        using var output = ml.Data.CreateEnumerable<Filled>(filled, reuseRowObject: false).Single().Output!;
        Assert.Equal(new HarmonicInpainter().Inpaint(upright, mask).Pixels, output.ToRgbImage().Pixels);
    }

    sealed class Photo
    {
        public string ImagePath { get; set; } = "";

        public string MaskPath { get; set; } = "";
    }

    sealed class Filled
    {
        public MLImage? Output { get; set; }
    }
}
