using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet.Demo;

/// <summary>The picture at the top of the README: a part of a photograph with scratches painted on it, beside what the built-in model makes of it.</summary>
static class BeforeAfter
{
    const int Left = 56, Top = 20, Width = 340, Height = 256; // the cat's face: the PNG stays small

    static readonly IrregularMaskOptions Scratches = new()
    {
        Width = Width,
        Height = Height,
        MinRatio = .06,
        MaxRatio = .07,
        Kinds = MaskKindWeights.Only(MaskKind.Walks),
    };

    /// <summary>Paints and fills.</summary>
    /// <param name="photo">chelsea_cat.jpg</param>
    public static RgbImage Make(RgbImage photo)
    {
        var part = new RgbImage(Width, Height, [.. Enumerable.Range(Top, Height).SelectMany(y => photo.Pixels.Skip(RgbImage.Channels * (y * photo.Width + Left)).Take(RgbImage.Channels * Width))]);
        var mask = new IrregularMaskGenerator(Scratches, seed: 5).Generate(3);
        using var inpainter = OnnxInpainter.BuiltIn();
        return PictureSheet.Row(Composite.WithWhiteHoles(part, mask), inpainter.Inpaint(part, mask));
    }
}
