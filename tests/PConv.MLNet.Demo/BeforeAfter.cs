using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Demo;

/// <summary>The image at the top of the README: scratches, a caption and an object, with holes above and filled below.</summary>
static class BeforeAfter
{
    const int Side = 256;

    static readonly IrregularMaskOptions Scratches = new()
    {
        MinRatio = .06,
        MaxRatio = .07,
        Kinds = MaskKindWeights.Only(MaskKind.Walks),
    };

    /// <summary>Fills the photographs whole, and shows a square of each.</summary>
    /// <param name="data">Folder with <c>photos</c>, <c>objects</c> and <c>text</c>.</param>
    public static RgbImage Make(string data)
    {
        var cat = Photo("chelsea_cat");
        var scratches = new IrregularMaskGenerator(Scratches with { Width = cat.Width, Height = cat.Height }, seed: 5).Generate(3);
        var masks = new MaskFileReader();
        (RgbImage Image, Mask Mask, Crop Shown)[] cases =
        [
            (cat, scratches, new(100, 10, Side, Side, Flip: false)),
            (Photo("great_wall"), masks.Read(Path.Combine(data, "text", "great_wall.png")), new(110, 120, 320, Side, Flip: false)),
            (Photo("chicken"), masks.Read(Path.Combine(data, "objects", "chicken.png")), new(0, 40, 400, Side, Flip: false)),
        ];
        using var inpainter = OnnxInpainter.BuiltIn();
        return ImageSheet.Create(cases.Length,
            [.. cases.Select(c => c.Shown.Apply(Composite.WithWhiteHoles(c.Image, c.Mask))),
                .. cases.Select(c => c.Shown.Apply(inpainter.Inpaint(c.Image, c.Mask)))]);

        RgbImage Photo(string name) => ImageFile.ReadRgb(Path.Combine(data, "photos", $"{name}.jpg"));
    }
}
