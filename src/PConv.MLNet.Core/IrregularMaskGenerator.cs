namespace PConv.MLNet.Core;

/// <summary>Draws irregular holes: chains of thick, winding brush strokes until the wanted share of pixels is reached exactly.</summary>
/// <remarks>The same options, seed and index always give the same mask, so that a set need not be stored to be shared.</remarks>
public sealed class IrregularMaskGenerator
{
    readonly IrregularMaskOptions options;
    readonly int seed;

    /// <summary>Checks the options once.</summary>
    /// <param name="options">Size, hole ratio, border and stroke widths.</param>
    /// <param name="seed">Chooses the set of masks.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    public IrregularMaskGenerator(IrregularMaskOptions options, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        this.seed = seed;
    }

    /// <summary>Draws the mask with the given number.</summary>
    /// <param name="index">Number of the mask within the set.</param>
    public Mask Generate(int index) => Draw(new Random(unchecked(seed * 1_000_003 + index * 7919)));

    /// <summary>Draws the mask that belongs to a key, such as the 128-bit id of a row. Keys that are close give masks as different as any.</summary>
    /// <param name="key">Any number; the masks of keys are others than those of <see cref="Generate"/>.</param>
    public Mask GenerateFor(UInt128 key) => Draw(new KeyedRandom(seed, key));

    Mask Draw(Random random)
    {
        var (fewest, most) = options.HoleCounts();
        var canvas = new Canvas(options, random.Next(fewest, (int)Math.Min(most, options.Room) + 1));
        while (!canvas.IsFull)
        {
            DrawStroke(canvas, random);
        }

        return Mask.FromHoles(options.Width, options.Height, canvas.Holes);
    }

    void DrawStroke(Canvas canvas, Random random)
    {
        var side = Math.Min(options.Width, options.Height);
        var radius = Math.Max(.5, side * options.MinStroke / 2 * Math.Pow(options.MaxStroke / options.MinStroke, random.NextDouble())); // a stroke is a pixel wide at least
        var x = random.NextDouble() * options.Width;
        var y = random.NextDouble() * options.Height;
        var angle = random.NextDouble() * 2 * Math.PI;
        var step = Math.Max(.5, radius / 3);
        for (var segment = random.Next(3, 9); segment > 0; segment--)
        {
            angle += (random.NextDouble() - .5) * 2.4;
            var length = side * (.04 + .2 * random.NextDouble());
            for (var along = 0.0; along < length && !canvas.IsFull; along += step)
            {
                x += step * Math.Cos(angle);
                y += step * Math.Sin(angle);
                canvas.Stamp(x, y, radius);
            }
        }
    }

    /// <summary>Holes drawn so far, and how many pixels are still to be drawn.</summary>
    sealed class Canvas(IrregularMaskOptions options, int wanted)
    {
        int left = wanted;

        public bool[] Holes { get; } = new bool[options.Width * options.Height];

        public bool IsFull => left == 0;

        /// <summary>Cuts a disc, row by row, inside the border.</summary>
        public void Stamp(double x, double y, double radius)
        {
            var top = Math.Max(options.Border, (int)Math.Ceiling(y - radius));
            var bottom = Math.Min(options.Height - options.Border - 1, (int)Math.Floor(y + radius));
            for (var row = top; row <= bottom; row++)
            {
                var half = Math.Sqrt(Math.Max(0, radius * radius - (row - y) * (row - y)));
                var first = Math.Max(options.Border, (int)Math.Ceiling(x - half));
                var last = Math.Min(options.Width - options.Border - 1, (int)Math.Floor(x + half));
                for (var i = row * options.Width + first; i <= row * options.Width + last && left > 0; i++)
                {
                    if (!Holes[i])
                    {
                        Holes[i] = true;
                        left--;
                    }
                }
            }
        }
    }
}
