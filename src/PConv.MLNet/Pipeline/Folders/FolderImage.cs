using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PConv.MLNet;

/// <summary>An image of a folder.</summary>
/// <param name="Path">Path below the folder, with '/'; the folder's images are sorted by it.</param>
/// <param name="Subset">Subset of the image.</param>
/// <param name="Class">Its class, or empty.</param>
sealed record FolderImage(string Path, InpaintingSubset Subset, string Class)
{
    /// <summary>Index among all images of the folder, before any filtering; used as the row's id.</summary>
    public int Index { get; init; }

    /// <summary>File of its mask, if it has one.</summary>
    public string? Mask { get; init; }

    /// <summary>Splits by a hash of name and seed, so that an image keeps its subset when other images are added or removed.</summary>
    public static InpaintingSubset Split(string name, InpaintingFolderOptions options)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Seed}:{name}"));
        var place = BinaryPrimitives.ReadUInt64BigEndian(hash) * Math.Pow(2, -64); // [0, 1)
        return place < options.TestFraction ? InpaintingSubset.Test
            : place < options.TestFraction + options.ValidationFraction ? InpaintingSubset.Validation
            : InpaintingSubset.Train;
    }
}
