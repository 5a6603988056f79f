using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Demo;

/// <summary>A row of the pipeline's input.</summary>
sealed class PhotoRow
{
    public string ImagePath { get; set; } = "";

    public string MaskPath { get; set; } = "";
}

/// <summary>What is read from the pipeline's output.</summary>
sealed class FilledRow
{
    public MLImage? Output { get; set; }
}

/// <summary>A photograph and the class of its holes.</summary>
sealed record Sample(string Photo, HoleRatioBucket Bucket, int Border = 0)
{
    /// <summary>Draws a mask of the photograph's size and writes it.</summary>
    public PhotoRow WriteMask(string photos, string folder, int seed)
    {
        var image = ImageFile.ReadRgb(Path.Combine(photos, Photo));
        var options = new IrregularMaskOptions { Width = image.Width, Height = image.Height, HoleRatio = Bucket, Border = Border };
        var mask = new IrregularMaskGenerator(options, seed).Generate(0).ToImage();
        var path = Path.GetFullPath(Path.Combine(folder, Path.ChangeExtension(Photo, ".png")));
        ImageFile.Write(mask, path);
        return new() { ImagePath = Photo, MaskPath = path };
    }
}
