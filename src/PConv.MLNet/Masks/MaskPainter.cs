namespace PConv.MLNet.Masks;

/// <summary>Draws strokes, boxes, lines and shapes on a canvas, with sizes relative to its shorter side.</summary>
static class MaskPainter
{
    const int MostPieces = 1024; // then the holes are dilated: lines alone would take too long to fill a mask
    const int MostIdle = 16; // consecutive pieces without new holes, as with a wide border
    const double Lama = 256; // side in pixels of the images whose sizes LaMa's configuration gives

    /// <summary>Draws pieces of one kind until the canvas is full. The last few pixels are added along the rims.</summary>
    public static void Fill(MaskCanvas canvas, MaskKind kind, IrregularMaskOptions options, Random random)
    {
        var rest = kind is MaskKind.Strokes or MaskKind.Walks ? 0 : canvas.Crumb;
        for (int piece = 0, idle = 0; piece < MostPieces && idle < MostIdle && canvas.Left > rest; piece++)
        {
            var before = canvas.Left;
            Draw(canvas, kind, options, random);
            idle = canvas.Left == before ? idle + 1 : 0;
        }

        canvas.Grow(random);
    }

    static void Draw(MaskCanvas canvas, MaskKind kind, IrregularMaskOptions options, Random random)
    {
        switch (kind)
        {
            case MaskKind.Strokes:
                Stroke(canvas, options, random);
                break;
            case MaskKind.ThickStrokes:
                ThickStroke(canvas, random);
                break;
            case MaskKind.Boxes:
                Box(canvas, random);
                break;
            case MaskKind.Walks:
                Walk(canvas, random);
                break;
            case MaskKind.Shapes:
                Shape(canvas, random);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no way to draw this kind of mask.");
        }
    }

    /// <summary>Draws a winding stroke of constant width.</summary>
    public static void Stroke(MaskCanvas canvas, IrregularMaskOptions options, Random random)
    {
        // a stroke is at least one pixel wide
        var radius =
            Math.Max(.5, canvas.Side * options.MinStroke / 2 * Math.Pow(options.MaxStroke / options.MinStroke, random.NextDouble()));
        var x = random.NextDouble() * options.Width;
        var y = random.NextDouble() * options.Height;
        var angle = random.NextDouble() * 2 * Math.PI;
        var step = Math.Max(.5, radius / 3);
        for (var segment = random.Next(3, 9); segment > 0; segment--)
        {
            angle += (random.NextDouble() - .5) * 2.4;
            var length = canvas.Side * (.04 + .2 * random.NextDouble());
            for (var along = 0.0; along < length && !canvas.IsFull; along += step)
            {
                x += step * Math.Cos(angle);
                y += step * Math.Sin(angle);
                canvas.Disc(x, y, radius);
            }
        }
    }

    /// <summary>Draws one to five straight strokes in zigzag, each of its own width. LaMa: up to 200 px long and 100 px wide.</summary>
    static void ThickStroke(MaskCanvas canvas, Random random)
    {
        var (x, y) = Within(canvas, random);
        var angle = random.NextDouble() * 2 * Math.PI;
        for (var segment = random.Next(1, 6); segment > 0 && canvas.Left > canvas.Crumb; segment--)
        {
            angle += (segment % 2 == 0 ? 1 : -1) * (.5 + 2.5 * random.NextDouble());
            var length = canvas.Side / Lama * (10 + 200 * random.NextDouble());
            var radius = canvas.Side / Lama * (5 + 100 * random.NextDouble()) / 2;
            var fit = Math.Min(1, Math.Sqrt(canvas.Left / (2 * radius * length + Math.PI * radius * radius)));
            (length, radius) = (fit * length, Math.Max(.5, fit * radius));
            var step = Math.Max(.5, radius / 4);
            for (var along = 0.0; along <= length && !canvas.IsFull; along += step)
            {
                canvas.Disc(x, y, radius);
                x += step * Math.Cos(angle);
                y += step * Math.Sin(angle);
            }
        }
    }

    /// <summary>Draws a rectangle inside the border, reduced to the available space. LaMa: sides from 30 to 150 px.</summary>
    static void Box(MaskCanvas canvas, Random random)
    {
        var (width, height) = (Length(), Length());
        var fit = Math.Min(1, Math.Sqrt(canvas.Left / (width * height)));
        var columns = Math.Clamp((int)Math.Ceiling(fit * width), 1, canvas.Room.Width);
        var rows = Math.Clamp((int)Math.Ceiling(fit * height), 1, canvas.Room.Height);
        canvas.Box(canvas.Border + random.Next(canvas.Room.Width - columns + 1), canvas.Border + random.Next(canvas.Room.Height - rows + 1),
            columns, rows);

        double Length() => canvas.Side / Lama * (30 + 120 * random.NextDouble());
    }

    /// <summary>Draws a thin line that keeps its direction for a while and turns back where it leaves the canvas.</summary>
    static void Walk(MaskCanvas canvas, Random random)
    {
        var radius = Math.Max(.5, canvas.Side * .003 * Math.Pow(3, random.NextDouble()));
        var (x, y) = Within(canvas, random);
        var (angle, step) = (random.NextDouble() * 2 * Math.PI, Math.Max(.5, .8 * radius));
        var (room, border) = (canvas.Room, canvas.Border);
        for (var length = canvas.Side * (.5 + 1.5 * random.NextDouble()); length > 0 && !canvas.IsFull; length -= step)
        {
            canvas.Disc(x, y, radius);
            angle += .9 * (random.NextDouble() - .5);
            x += step * Math.Cos(angle);
            y += step * Math.Sin(angle);
            if (x < border || y < border || x >= border + room.Width || y >= border + room.Height)
            {
                angle = Math.Atan2(canvas.Holes.Size.Height / 2.0 - y, canvas.Holes.Size.Width / 2.0 - x);
            }
        }
    }

    /// <summary>Draws a body with up to three limbs on its outline.</summary>
    static void Shape(MaskCanvas canvas, Random random)
    {
        var radius = Math.Max(1, canvas.Side * (.06 + .2 * random.NextDouble()));
        radius = Math.Min(radius, Math.Sqrt(canvas.Left / Math.PI));
        var body = Outline(Within(canvas, random), radius, random);
        canvas.Polygon(body);
        for (var limb = random.Next(4); limb > 0 && !canvas.IsFull; limb--)
        {
            canvas.Polygon(Outline(body[random.Next(body.Length)], radius * (.25 + .4 * random.NextDouble()), random));
        }
    }

    /// <summary>A smooth closed curve: an ellipse with a circle's area, whose radius varies by a few harmonics.</summary>
    static (double X, double Y)[] Outline((double X, double Y) middle, double radius, Random random)
    {
        const int Corners = 64, Harmonics = 5;
        var (stretch, turn) = (Math.Pow(2, random.NextDouble()), random.NextDouble() * 2 * Math.PI);
        var waves = new (double Height, double Phase)[Harmonics];
        for (var k = 0; k < Harmonics; k++)
        {
            waves[k] = (.35 * random.NextDouble() / (k + 1), random.NextDouble() * 2 * Math.PI);
        }

        var corners = new (double X, double Y)[Corners];
        for (var i = 0; i < Corners; i++)
        {
            var around = 2 * Math.PI * i / Corners;
            var r = radius;
            for (var k = 0; k < Harmonics; k++)
            {
                r += radius * waves[k].Height * Math.Cos((k + 2) * around + waves[k].Phase);
            }

            var (x, y) = (r * Math.Sqrt(stretch) * Math.Cos(around), r / Math.Sqrt(stretch) * Math.Sin(around));
            corners[i] = (middle.X + x * Math.Cos(turn) - y * Math.Sin(turn), middle.Y + x * Math.Sin(turn) + y * Math.Cos(turn));
        }

        return corners;
    }

    /// <summary>A random point inside the border.</summary>
    static (double X, double Y) Within(MaskCanvas canvas, Random random) =>
        (canvas.Border + random.NextDouble() * canvas.Room.Width, canvas.Border + random.NextDouble() * canvas.Room.Height);
}
