using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Testing;

/// <summary>Images, masks and networks by formula: the same ones in every test project.</summary>
static class Samples
{
    /// <summary>A smooth image with some texture, so that neighbors are alike and no two pixels are.</summary>
    public static RgbImage Image(int width, int height, int seed = 0)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (c, x, y) = (i % 3, i / 3 % width, i / 3 / width);
            image.Pixels[i] =
                (byte)(110 + 60 * Math.Sin((x + 7 * seed) / 9.0 + c) + 60 * Math.Cos((y - 3 * seed) / 7.0 - c) + (x * 5 + y * 11) % 13);
        }

        return image;
    }

    /// <summary>An image of random bytes.</summary>
    public static RgbImage Noise(int width, int height, int seed = 0)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>A rectangular hole.</summary>
    public static Mask Hole(int width, int height, int left, int top, int holeWidth, int holeHeight)
    {
        var holes = new bool[width * height];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = i % width >= left && i % width < left + holeWidth && i / width >= top && i / width < top + holeHeight;
        }

        return Mask.FromHoles(width, height, holes);
    }

    /// <summary>Irregular holes over about a third of the image.</summary>
    public static Mask Irregular(int width, int height, int seed = 0) =>
        new IrregularMaskGenerator(new() { Width = width, Height = height, MinRatio = .25, MaxRatio = .45 }, seed).Generate(0);

    /// <summary>Puts other random bytes under the holes.</summary>
    public static RgbImage WithOtherHoles(RgbImage image, Mask mask, int seed = 99) =>
        Composite.Create(image, Noise(image.Width, image.Height, seed), mask);

    /// <summary>A small network with weights below He's and random normalization, as if it had been trained.</summary>
    public static NetworkWeights Network(UNetSpec? spec = null, int seed = 1)
    {
        spec ??= UNetSpec.WithWidth(4, 3);
        // the last row keeps what it gives about [0, 1], as a trained one's does
        var (random, last) = (new Random(seed), spec.Rows.Last().Name);
        var tensors = new Dictionary<string, WeightTensor>();
        foreach (var (name, shape) in NetworkWeights.Expected(spec))
        {
            var fanIn = shape.Skip(1).Aggregate(1, (a, b) => a * b);
            Func<double> draw = name switch
            {
                _ when name == last + ".weight" => () => .1 * Math.Sqrt(3.0 / fanIn) * (2 * random.NextDouble() - 1),
                _ when name == last + ".bias" =>
                    () => spec.Prior == InitialFill.None ? random.NextDouble() : .5 * (random.NextDouble() - .5),
                _ when name.EndsWith(".bn.weight", StringComparison.Ordinal) => () => .5 + random.NextDouble(),
                _ when name.EndsWith(".running_var", StringComparison.Ordinal) => () => 1 + 1.6 * random.NextDouble(),
                _ when shape.Length == 4 => () => Math.Sqrt(3.0 / fanIn) * (2 * random.NextDouble() - 1),
                _ => () => random.NextDouble() - .5,
            };
            var values = new float[shape.Aggregate(1, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)draw();
            }

            tensors[name] = new(shape, values);
        }

        return new(spec, tensors);
    }
}

/// <summary>A folder of one test, gone afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pconv-tests-").FullName;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
