using System.Globalization;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Benchmarks;

/// <summary>Large images: small holes in boxes and deep ones coarse to fine, against one pass over the whole image.</summary>
static class LargeImages
{
    const string FolderVariable = "PCONV_LARGE_PHOTOGRAPHS"; // photographs of at least Side² are too large to lie in the repository
    static readonly int Side = int.Parse(Environment.GetEnvironmentVariable("PCONV_LARGE_SIDE") ?? "2048", CultureInfo.InvariantCulture);
    const int Photographs = 6;
    const int MarginSide = 1024;
    const double HoleRatio = .3;

    // the network's work alone
    static readonly OnnxInpainterOptions Parts = new() { Style = InpaintingStyle.Faithful }, Whole = Parts with { LargeImages = null };

    public static void Run()
    {
        CompareTimeOfSmallHoles();
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } folder)
        {
            Compare(Inputs(folder, Side), CompareDeepHoles);
            Compare(Inputs(folder, MarginSide, radius: .02, ratio: .02), CompareMargins);
        }
        else
        {
            Console.WriteLine($"\nDeep holes: set {FolderVariable} to a folder of photographs of at least {Side}² to compare.");
        }
    }

    static void CompareTimeOfSmallHoles()
    {
        var image = Samples.Image(4000, 3000);
        var mask = Blobs(image.Size, [(700, 600, 50, 50, false), (2100, 1400, 45, 55, false), (3300, 2500, 50, 50, true)]);
        using var whole = OnnxInpainter.BuiltIn(Whole);
        using var parts = OnnxInpainter.BuiltIn(Parts);
        Measure.Compare($"Three holes of about 100 pixels in {image.Size}", 1, Measure.Rounds(3),
            new("the whole image in one pass", () => whole.Inpaint(image, mask)),
            new("boxes round the holes", () => parts.Inpaint(image, mask)));
    }

    /// <summary>Compares what there is to compare with.</summary>
    static void Compare(InpaintingInput[] inputs, Action<InpaintingInput[]> with)
    {
        if (inputs.Length > 0)
        {
            with(inputs);
        }
    }

    static void CompareDeepHoles(InpaintingInput[] inputs)
    {
        using var whole = OnnxInpainter.BuiltIn(Whole);
        using var parts = OnnxInpainter.BuiltIn(Parts);
        var methods = new List<(string Name, Func<InpaintingInput, RgbImage> Fill)>
        {
            ("the whole image in one pass", i => whole.Inpaint(i.Image, i.Mask)),
            ("enlarged from a quarter of the side", i => Enlarged(i, 2, whole)),
            ("enlarged from an eighth of the side", i => Enlarged(i, 3, whole)),
            ("enlarged from a sixteenth of the side", i => Enlarged(i, 4, whole)),
            ("coarse to fine", i => parts.Inpaint(i.Image, i.Mask)),
        };
        foreach (var depth in new[] { 16, 24, 48 })
        {
            var inpainter = OnnxInpainter.BuiltIn(Parts with { LargeImages = new() { MaxDepth = depth } });
            methods.Add(($"coarse to fine, MaxDepth {depth}", i => inpainter.Inpaint(i.Image, i.Mask)));
        }

        Console.WriteLine($"\nMean PSNR in the holes, dB: {inputs.Length} photographs at {Side}², blobs over {HoleRatio:P0}");
        foreach (var (name, fill) in methods)
        {
            var psnr = inputs.Select(i => ImageMetrics.HolePsnr(i.Image, fill(i), i.Mask)).ToArray();
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"{name,-40} {psnr.Average(),7:F3}   " +
                    $"{string.Join("  ", psnr.Select(p => p.ToString("F2", CultureInfo.InvariantCulture)))}"));
        }

        Measure.Compare($"The first of them", 1, Measure.Rounds(3),
            [.. methods.Take(5).Select(m => new Peer(m.Name, () => m.Fill(inputs[0])))]);
    }

    /// <summary>What the margin costs and gives: small holes, boxes against the pass over the whole image.</summary>
    static void CompareMargins(InpaintingInput[] inputs)
    {
        using var whole = OnnxInpainter.BuiltIn(Whole);
        Console.WriteLine($"\nMean PSNR in the holes, dB: {inputs.Length} photographs at {MarginSide}², holes of about 40 pixels over 2 %");
        Console.WriteLine(
            $"{"the whole image in one pass",-40} " +
            $"{inputs.Average(i => ImageMetrics.HolePsnr(i.Image, whole.Inpaint(i.Image, i.Mask), i.Mask)),7:F3}");
        foreach (var margin in new[] { 16, 32, 48, 64, 96 })
        {
            using var parts = OnnxInpainter.BuiltIn(Parts with { LargeImages = new() { Margin = margin } });
            var classes = new SizeClasses(MarginSide, multiple: 128);
            var share =
                inputs.Average(i =>
                    BoxPlan.Create(i.Mask, new() { Margin = margin }, classes).Boxes.Sum(b => (double)classes.Cost(b.Window))
                    / i.Image.Size.Area);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{$"boxes, margin {margin}",-40} " +
                $"{inputs.Average(i => ImageMetrics.HolePsnr(i.Image, parts.Inpaint(i.Image, i.Mask), i.Mask)),7:F3}   {share:P0} of the " +
                $"pixels"));
        }
    }

    /// <summary>Plain upscaling: filled at a fraction of the size, and nothing more.</summary>
    static RgbImage Enlarged(InpaintingInput input, int halvings, OnnxInpainter inpainter)
    {
        if (halvings == 0)
        {
            return inpainter.Inpaint(input.Image, input.Mask);
        }

        var part = PixelBox.Whole(input.Image.Size);
        var half = CoarseFill.Halve(input, part);
        var coarse = new CoarseFill(part, Enlarged(half, halvings - 1, inpainter));
        var (result, row) = (input.Image.Clone(), new float[RgbImage.Channels * part.Width]);
        for (var y = 0; y < part.Height; y++)
        {
            coarse.Read(0, y, row);
            for (var i = 0; i < row.Length; i++)
            {
                var at = y * row.Length + i;
                result.Pixels[at] = input.Mask.Valid[at / RgbImage.Channels] == 1 ? result.Pixels[at] : (byte)(row[i] + .5f);
            }
        }

        return result;
    }

    static InpaintingInput[] Inputs(string folder, int side, double radius = .12, double ratio = HoleRatio)
    {
        var photographs = Directory.EnumerateFiles(folder).Where(ImageFile.IsImage).Order(StringComparer.Ordinal)
            .Select(f => ClassicalMethods.Middle(f, side)).OfType<RgbImage>();
        InpaintingInput[] inputs =
            [.. photographs.Take(Photographs).Select((image, i) => new InpaintingInput(image, Blobs(image.Size, radius, ratio, 100 + i)))];
        if (inputs.Length == 0)
        {
            Console.WriteLine($"\nLeft out: '{folder}' has no photograph of at least {side}². Take a folder of larger ones.");
        }

        return inputs;
    }

    /// <summary>Ellipses and boxes at random, until they cover enough.</summary>
    static Mask Blobs(ImageSize size, double radius, double ratio, int seed)
    {
        var (random, blobs) = (new Random(seed), new List<(double, double, double, double, bool)>());
        Mask mask;
        do
        {
            blobs.Add((random.NextDouble() * size.Width, random.NextDouble() * size.Height,
                size.Width * radius * (.6 + .8 * random.NextDouble()), size.Width * radius * (.6 + .8 * random.NextDouble()),
                random.Next(2) == 0));
            mask = Blobs(size, blobs);
        }
        while (mask.HoleRatio < ratio);
        return mask;
    }

    static Mask Blobs(ImageSize size, IEnumerable<(double X, double Y, double HalfWidth, double HalfHeight, bool IsBox)> blobs)
    {
        var holes = new bool[size.Area];
        foreach (var (x, y, halfWidth, halfHeight, isBox) in blobs)
        {
            for (var row = (int)Math.Max(0, y - halfHeight); row < Math.Min(size.Height, y + halfHeight); row++)
            {
                for (var column = (int)Math.Max(0, x - halfWidth); column < Math.Min(size.Width, x + halfWidth); column++)
                {
                    var (u, v) = ((column - x) / halfWidth, (row - y) / halfHeight);
                    holes[row * size.Width + column] |= isBox || u * u + v * v < 1;
                }
            }
        }

        return Mask.FromHoles(size.Width, size.Height, holes);
    }
}
