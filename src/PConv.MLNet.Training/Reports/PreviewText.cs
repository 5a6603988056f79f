using PConv.MLNet.Images;

namespace PConv.MLNet.Training;

/// <summary>Draws captions without a font of the system: letters of 5×8 dots, two pixels a dot.</summary>
static class PreviewText
{
    /// <summary>Height of a line, in pixels.</summary>
    public const int Height = 24;

    const int Dot = 2, Advance = 6, Top = 4;

    /// <summary>Rows of dots of a letter, from above; those of one row are bits, the left one the highest.</summary>
    static readonly Dictionary<char, byte[]> Letters = new()
    {
        ['a'] = [0, 0, 14, 1, 15, 17, 15, 0],
        ['d'] = [1, 1, 13, 19, 17, 19, 13, 0],
        ['e'] = [0, 0, 14, 17, 31, 16, 14, 0],
        ['f'] = [6, 8, 28, 8, 8, 8, 8, 0],
        ['g'] = [0, 0, 13, 19, 19, 13, 1, 14],
        ['h'] = [16, 16, 22, 25, 17, 17, 17, 0],
        ['i'] = [4, 0, 12, 4, 4, 4, 14, 0],
        ['l'] = [12, 4, 4, 4, 4, 4, 14, 0],
        ['n'] = [0, 0, 22, 25, 17, 17, 17, 0],
        ['o'] = [0, 0, 14, 17, 17, 17, 14, 0],
        ['r'] = [0, 0, 22, 25, 16, 16, 16, 0],
        ['s'] = [0, 0, 15, 16, 14, 1, 30, 0],
    };

    /// <summary>Draws a text in black.</summary>
    /// <param name="image">The image to draw on.</param>
    /// <param name="text">Letters that have dots here.</param>
    /// <param name="left">Left edge, in pixels.</param>
    /// <param name="top">Upper edge of the line, in pixels.</param>
    public static void Draw(RgbImage image, string text, int left, int top)
    {
        foreach (var (place, letter) in text.Index())
        {
            foreach (var (row, dots) in Letters[letter].Index())
            {
                for (var column = 0; column < Advance - 1; column++)
                {
                    if ((dots >> (Advance - 2 - column) & 1) == 1)
                    {
                        Fill(image, left + Dot * (place * Advance + column), top + Top + Dot * row);
                    }
                }
            }
        }
    }

    static void Fill(RgbImage image, int left, int top)
    {
        for (var y = top; y < top + Dot; y++)
        {
            image.Pixels.AsSpan(RgbImage.Channels * (y * image.Width + left), RgbImage.Channels * Dot).Clear();
        }
    }
}
