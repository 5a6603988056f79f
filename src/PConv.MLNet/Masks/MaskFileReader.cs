using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Reads mask files in the formats of <see cref="ImageFile"/>, and rejects images that are clearly not masks.</summary>
/// <remarks>
/// White or any bright color on black is a mark, by its brightness, the maximum of R, G and B. In an image of one color with transparency,
/// the painted area is marked or, if it covers more than half, the transparent one. In a photograph with transparent parts, these parts are
/// holes.
/// </remarks>
/// <param name="reading">What white is and means; null, the default: the hole, from 128 on.</param>
sealed class MaskFileReader(MaskReading? reading = null) : IMaskReader
{
    readonly MaskReading reading = reading ?? new();

    /// <inheritdoc/>
    public bool CanRead(string path) => ImageFile.IsImage(path);

    /// <inheritdoc/>
    public Mask Read(string path) => Read(ImageFile.Read(path));

    /// <summary>Reads a mask from a file in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="doubt">Receives a warning if the mask may be unintended: nothing to fill, or hardly anything known.</param>
    /// <exception cref="InvalidDataException">The file is not a mask: a photograph, a mask whose marks are all below the threshold, or one
    /// without known pixels; the message says what was found.</exception>
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
        marks.EnsurePlain(mask, darkest, brightest, name, reading, doubt ?? (_ => { }));
        return mask;
    }

    /// <summary>Like the above, without plausibility checks; for masks that are not used for filling.</summary>
    internal Mask ReadMarks(RgbImage colors, byte[]? opacity) => MaskOf(MaskMarks.Analyze(colors, opacity), colors.Size);

    Mask MaskOf(MaskMarks marks, ImageSize size) =>
        Mask.FromOwnGray(size, marks.Values, marks.AreHoles ? reading with { Polarity = MaskPolarity.WhiteIsHole } : reading);
}
