namespace PConv.MLNet.Masks;

/// <summary>Generates irregular holes, by default chains of thick, winding brush strokes. The hole ratio is exact.</summary>
/// <remarks>The same options, seed and index always give the same mask, so a set can be shared without storing it.</remarks>
public sealed class IrregularMaskGenerator
{
    static readonly UInt128 ByIndex = UInt128.One << 127;

    readonly IrregularMaskOptions options;
    readonly int seed;
    readonly bool plain;

    /// <summary>Validates the options.</summary>
    /// <param name="options">Size, hole ratio, border, kinds and augmentation.</param>
    /// <param name="seed">Random seed that selects the set of masks.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    public IrregularMaskGenerator(IrregularMaskOptions options, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.options, this.seed) = (options, seed);
        plain = options.Augmentation is null && options.Kinds.Are(MaskKind.Strokes);
    }

    /// <summary>Generates the mask with the given index.</summary>
    /// <param name="index">Index of the mask within the set.</param>
    public Mask Generate(int index) => plain
        ? Draw(new Random(unchecked(seed * 1_000_003 + index * 7919)))
        : Draw(new KeyedRandom(seed, ByIndex | (uint)index));

    /// <summary>Generates the mask for a key, such as the 128-bit id of a row. Similar keys give unrelated masks.</summary>
    /// <param name="key">Any number. The masks differ from those of <see cref="Generate"/>.</param>
    public Mask GenerateFor(UInt128 key) => Draw(new KeyedRandom(seed, key));

    Mask Draw(Random random)
    {
        var (fewest, most) = options.HoleCounts();
        var wanted = random.Next(fewest, (int)Math.Min(most, options.Room) + 1);
        var holes = new HolePlane(new(options.Width, options.Height));
        return (plain ? Strokes(holes, wanted, random) : Mixed(holes, wanted, random)).ToMask();
    }

    HolePlane Strokes(HolePlane holes, int wanted, Random random)
    {
        var canvas = new MaskCanvas(holes, options.Border, wanted);
        while (!canvas.IsFull)
        {
            MaskPainter.Stroke(canvas, options, random);
        }

        return holes;
    }

    /// <summary>Draws one kind, with augmentation for most of it. Missing pixels are then drawn without augmentation; excess pixels are
    /// removed from the rims.</summary>
    HolePlane Mixed(HolePlane holes, int wanted, Random random)
    {
        var kind = options.Kinds.Pick(random);
        if (options.Augmentation is { } augmentation)
        {
            var share = .6 + .4 * random.NextDouble();
            MaskPainter.Fill(new(holes, border: 0, Math.Max(1, (int)(share * wanted))), kind, options, random);
            holes = augmentation.Dilate(augmentation.Crop(holes, holes.Size, random), wanted, random).Inside(options.Border);
        }

        var canvas = new MaskCanvas(holes, options.Border, wanted);
        canvas.Shrink(random);
        MaskPainter.Fill(canvas, kind, options, random);
        return holes;
    }
}
