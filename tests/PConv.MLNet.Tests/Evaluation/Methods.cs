using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Methods whose results are known.</summary>
static class Methods
{
    /// <summary>32² with a border that leaves room for all twelve classes.</summary>
    public static EvaluationOptions Small(params InpaintingMethod[] methods) => new()
    {
        Methods = methods.Length > 0 ? methods : [Gray(), Gray("black", 0)],
        Size = 32,
        Border = 3,
    };

    /// <summary>Fills with one gray.</summary>
    public static InpaintingMethod Gray(string name = "gray", byte value = 128) => Of(name, image =>
    {
        var gray = new RgbImage(image.Width, image.Height);
        Array.Fill(gray.Pixels, value);
        return gray;
    });

    /// <summary>Fills with what a function makes of the image with holes.</summary>
    public static InpaintingMethod Of(string name, Func<RgbImage, RgbImage> fill) => new(name, "made for tests", () => new Fill(fill));

    sealed class Fill(Func<RgbImage, RgbImage> fill) : IInpainter
    {
        public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            return Composite.Create(image, fill(image), mask);
        }
    }
}
