using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Files;

namespace PConv.MLNet.Masks;

/// <summary>One file of a set.</summary>
/// <param name="File">Its path below the set's folder, with <c>/</c>.</param>
/// <param name="Sha256">Checksum of its mask, <see cref="MaskChecksum.Compute"/>.</param>
/// <param name="Ratio">Share of hole pixels, [0, 1].</param>
sealed record MaskSetFile(string File, string Sha256, double Ratio);

/// <summary>What a set on disk is made of and which masks it holds: the file <c>masks.json</c> in its folder.</summary>
sealed record MaskSetManifest
{
    /// <summary>File name of the manifest.</summary>
    public const string FileName = "masks.json";

    static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Options that the masks were generated with.</summary>
    public required MaskSetOptions Options { get; init; }

    /// <summary>Checksum of the whole set: the SHA-256 of the list of files, one line "checksum, two blanks, file" per file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The masks, by class.</summary>
    public required IReadOnlyList<MaskSetFile> Masks { get; init; }

    /// <summary>Creates the manifest of a set.</summary>
    /// <param name="options">Options that the masks were generated with.</param>
    /// <param name="masks">The masks, by class.</param>
    public static MaskSetManifest From(MaskSetOptions options, IReadOnlyList<MaskSetFile> masks) =>
        new() { Options = options, Masks = masks, Sha256 = MaskChecksum.OfList(masks) };

    /// <summary>Reads the manifest of a set's folder.</summary>
    /// <exception cref="FileNotFoundException">The manifest does not exist.</exception>
    /// <exception cref="InvalidDataException">The manifest is damaged.</exception>
    public static MaskSetManifest Load(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(
                $"There is no '{file}'. Name the folder of a whole set; one whose writing was interrupted has no such file.", file);
        }

        MaskSetManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<MaskSetManifest>(File.ReadAllBytes(file), Json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{file}' cannot be read: {JsonProblem.Describe(e, typeof(MaskSetManifest), Json)} Write the set again.", e);
        }

        if (manifest is null or { Masks: null }
            || manifest.Masks.Any(m => m is not { File: { } path, Sha256: not null } || !IsBelow(folder, path)))
        {
            throw new InvalidDataException(
                $"'{file}' names a mask without a file or checksum, or one outside of its folder. Write the set again.");
        }

        return manifest;
    }

    /// <summary>Writes the manifest to a set's folder.</summary>
    public void Save(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), (Stream file) => JsonSerializer.Serialize(file, this, Json));

    /// <summary>Reads every mask in a set's folder and returns one message per problem; none for an intact set.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="reader">Decodes the files.</param>
    /// <param name="checking">Receives the index of each mask before it is read.</param>
    public IEnumerable<string> Verify(string folder, IMaskReader reader, Action<int>? checking = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (MaskChecksum.OfList(Masks) != Sha256)
        {
            yield return $"{FileName} has been changed: its list has the checksum {MaskChecksum.OfList(Masks)}, expected {Sha256}.";
        }

        for (var i = 0; i < Masks.Count; i++)
        {
            checking?.Invoke(i);
            if (Difference(folder, Masks[i], reader) is { } difference)
            {
                yield return difference;
            }
        }

        var known = Masks.Select(m => m.File).Append(FileName).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
        })
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal))
        {
            if (!known.Contains(file))
            {
                yield return $"{file} is not in {FileName}.";
            }
        }
    }

    static string? Difference(string folder, MaskSetFile expected, IMaskReader reader)
    {
        var path = Path.Combine(folder, expected.File);
        if (!File.Exists(path))
        {
            return $"{expected.File} is missing.";
        }

        try
        {
            var mask = reader.Read(path);
            var actual = MaskChecksum.Compute(mask);
            return actual != expected.Sha256 ? $"{expected.File} has the checksum {actual}, expected {expected.Sha256}."
                : mask.HoleRatio != expected.Ratio
                ? FormattableString.Invariant($"{expected.File} has a hole ratio of {mask.HoleRatio}, expected {expected.Ratio}.")
                : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return $"{expected.File} cannot be read: {e.Message}";
        }
    }

    static bool IsBelow(string folder, string path) =>
        Path.GetFullPath(path, Path.GetFullPath(folder))
        .StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
