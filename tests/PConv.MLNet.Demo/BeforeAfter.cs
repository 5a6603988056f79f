using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Demo;

/// <summary>Images of the documentation: photographs with holes above, and filled in natural style below.</summary>
/// <param name="data">Folder with <c>photos</c>, <c>objects</c> and <c>text</c>.</param>
sealed class BeforeAfter(string data)
{
    const int Side = 256;

    static readonly IrregularMaskOptions Walks = new() { MinRatio = .06, MaxRatio = .07, Kinds = MaskKindWeights.Only(MaskKind.Walks) };

    /// <summary>The top of the README: scratches, a caption and an object.</summary>
    public RgbImage MakeReadme() => Make(
    [
        new(Photo("chelsea_cat"), Scratches(Photo("chelsea_cat")), new(100, 10, Side, Side, Flip: false)),
        new(Photo("great_wall"), Read("text", "great_wall"), new(110, 120, 320, Side, Flip: false)),
        new(Photo("chicken"), Read("objects", "chicken"), new(0, 40, 400, Side, Flip: false)),
    ]);

    /// <summary>Objects of the gallery that go, and in the last two columns objects that do not.</summary>
    public RgbImage MakeGallery() => Make(
    [
        Object("bison", new(427, 128, Side, Side, Flip: false)),
        Object("coffee", new(260, 60, 300, Side, Flip: false)),
        Object("great_wall", new(240, 150, Side, Side, Flip: false)),
        Object("tulips", new(244, 244, Side, Side, Flip: false)),
        Object("kingfisher", new(190, 30, 460, Side, Flip: false)),
    ]);

    Case Object(string name, Crop shown) => new(Photo(name), Read("objects", name), shown);

    RgbImage Photo(string name) => ImageFile.ReadRgb(Path.Combine(data, "photos", $"{name}.jpg"));

    Mask Read(string folder, string name) => Mask.Read(Path.Combine(data, folder, $"{name}.png"));

    static Mask Scratches(RgbImage image) =>
        new IrregularMaskGenerator(Walks with { Width = image.Width, Height = image.Height }, seed: 5).Generate(3);

    /// <summary>Fills the photographs whole, and shows a square of each.</summary>
    static RgbImage Make(Case[] cases)
    {
        using var inpainter = OnnxInpainter.BuiltIn();
        return RgbImage.Sheet(cases.Length,
            [.. cases.Select(c => c.Shown.Apply(Composite.WithWhiteHoles(c.Image, c.Mask))),
                .. cases.Select(c => c.Shown.Apply(inpainter.Inpaint(c.Image, c.Mask)))]);
    }

    sealed record Case(RgbImage Image, Mask Mask, Crop Shown);
}
