using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Reads mask files of the formats of <see cref="ImageFile"/>, and refuses those that plainly are no masks.</summary>
/// <remarks>
/// White, or any one bright color, on black marks by its brightness, the largest of R, G and B. One color on transparency marks where it is
/// painted or, where it covers more than half, where it is cut out. A photograph with transparent parts marks its transparent parts as
/// holes.
/// </remarks>
/// <param name="reading">What white is and means; null, the default: the hole, from 128 on.</param>
public sealed class MaskFileReader(MaskReading? reading = null) : IMaskReader
{
    readonly MaskReading reading = reading ?? new();

    /// <inheritdoc/>
    public bool CanRead(string path) => ImageFile.IsImage(path);

    /// <inheritdoc/>
    public Mask Read(string path) => Read(ImageFile.Read(path));

    /// <summary>Reads a mask of a file in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="doubt">Gets a sentence where the mask may not be what was meant: nothing to fill, or hardly anything known.</param>
    /// <exception cref="InvalidDataException">It is no mask: a photograph, a mask whose marks are all below the threshold, or one without
    /// any known pixel; the message says what was found.</exception>
    public Mask Read(ImageFile file, Action<string>? doubt = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Brightest16BitValue is > 0 and <= byte.MaxValue and var brightest
            ? throw new InvalidDataException(
                $"'{file.Name}' has no hole: its brightest value is {brightest} of {ushort.MaxValue}. Save it with 8 bits, or paint the " +
                $"holes white.")
            : Read(file.Colors, file.Opacity, file.Name, doubt);
    }

    /// <summary>As <see cref="Read(ImageFile, Action{string}?)"/>, of pixels.</summary>
    internal Mask Read(RgbImage colors, byte[]? opacity, string name, Action<string>? doubt) =>
        Read(MaskMarks.Analyze(colors, opacity), colors.Size, name, doubt);

    /// <summary>As <see cref="Read(ImageFile, Action{string}?)"/>, of marks, whose plane becomes the mask's.</summary>
    internal Mask Read(MaskMarks marks, ImageSize size, string name, Action<string>? doubt)
    {
        var (darkest, brightest) = (marks.Values.Min(), marks.Values.Max());
        var mask = MaskOf(marks, size);
        marks.EnsurePlain(mask, darkest, brightest, name, reading.Threshold, doubt ?? (_ => { }));
        return mask;
    }

    /// <summary>The same of pixels that are a mask whatever they look like, where nothing is filled.</summary>
    internal Mask ReadMarks(RgbImage colors, byte[]? opacity) => MaskOf(MaskMarks.Analyze(colors, opacity), colors.Size);

    Mask MaskOf(MaskMarks marks, ImageSize size) =>
        Mask.FromOwnGray(size, marks.Values, marks.AreHoles ? reading with { Polarity = MaskPolarity.WhiteIsHole } : reading);
}
