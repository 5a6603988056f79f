using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>Fills holes with the harmonic function that continues the known pixels: Δu = 0 in the hole, u = I around it.</summary>
/// <remarks>
/// Gauss–Seidel with over-relaxation on the five-point stencil, started from the solution at half the size, so that the number
/// of sweeps does not grow with the hole. Image borders reflect (no flux). Work and memory beyond a float copy are in proportion to the hole.
/// </remarks>
public sealed class HarmonicInpainter : IInpainter
{
    const float Relaxation = 1.7f;
    const float Tolerance = .05f; // of 255
    const int MaxSweeps = 200;

    /// <summary>Known pixels bit by bit, holes filled. An image without a known pixel becomes mid-grey.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        if (mask.HoleCount == 0)
        {
            return image.Clone();
        }

        var level = new Level(image.Width, image.Height);
        for (var i = 0; i < mask.Valid.Length; i++)
        {
            level.Known[i] = mask.Valid[i] == 1;
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                level.Values[3 * i + c] = level.Known[i] ? image.Pixels[3 * i + c] : 0;
            }
        }

        level.Solve();
        var result = image.Clone();
        for (var i = 0; i < mask.Valid.Length; i++)
        {
            for (var c = 0; c < RgbImage.Channels && mask.Valid[i] == 0; c++)
            {
                result.Pixels[3 * i + c] = (byte)Math.Clamp(MathF.Round(level.Values[3 * i + c]), 0, 255);
            }
        }

        return result;
    }

    /// <summary>One size of the pyramid: RGB values in [0, 255] and which of them are given.</summary>
    sealed class Level(int width, int height)
    {
        public float[] Values { get; } = new float[RgbImage.Channels * width * height];

        public bool[] Known { get; } = new bool[width * height];

        public void Solve()
        {
            var holes = Enumerable.Range(0, Known.Length).Where(i => !Known[i]).ToArray();
            if (holes.Length == 0)
            {
                return;
            }

            if (holes.Length == Known.Length)
            {
                Array.Fill(Values, 127.5f);
                return;
            }

            var coarse = Halve();
            coarse.Solve();
            var coarseWidth = (width + 1) / 2;
            foreach (var i in holes)
            {
                var from = i / width / 2 * coarseWidth + i % width / 2;
                coarse.Values.AsSpan(3 * from, 3).CopyTo(Values.AsSpan(3 * i, 3));
            }

            for (var sweep = 0; sweep < MaxSweeps && Sweep(holes) > Tolerance; sweep++)
            {
            }
        }

        /// <summary>A quarter of the pixels, each the mean of the known among four.</summary>
        Level Halve()
        {
            var (w, h) = ((width + 1) / 2, (height + 1) / 2);
            var half = new Level(w, h);
            var count = new int[w * h];
            for (var i = 0; i < Known.Length; i++)
            {
                if (!Known[i])
                {
                    continue;
                }

                var to = i / width / 2 * w + i % width / 2;
                count[to]++;
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    half.Values[3 * to + c] += Values[3 * i + c];
                }
            }

            for (var i = 0; i < count.Length; i++)
            {
                half.Known[i] = count[i] > 0;
                for (var c = 0; c < RgbImage.Channels && count[i] > 0; c++)
                {
                    half.Values[3 * i + c] /= count[i];
                }
            }

            return half;
        }

        /// <summary>Moves every hole pixel towards the mean of its neighbours; gives the largest move.</summary>
        float Sweep(int[] holes)
        {
            var largest = 0f;
            foreach (var i in holes)
            {
                var (x, y) = (i % width, i / width);
                var left = 3 * (x > 0 ? i - 1 : i);
                var right = 3 * (x < width - 1 ? i + 1 : i);
                var up = 3 * (y > 0 ? i - width : i);
                var down = 3 * (y < height - 1 ? i + width : i);
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    var old = Values[3 * i + c];
                    var mean = (Values[left + c] + Values[right + c] + Values[up + c] + Values[down + c]) / 4;
                    var move = Relaxation * (mean - old);
                    Values[3 * i + c] = old + move;
                    largest = Math.Max(largest, Math.Abs(move));
                }
            }

            return largest;
        }
    }
}
