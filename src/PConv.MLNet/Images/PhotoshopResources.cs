using System.Buffers.Binary;

namespace PConv.MLNet.Images;

/// <summary>Photoshop's image resources ("Adobe Photoshop File Formats", image resource blocks), in which JPEG files hold IPTC.</summary>
static class PhotoshopResources
{
    const int Iptc = 0x0404, OldThumbnail = 0x0409, Thumbnail = 0x040C;

    /// <summary>What the segment of a JPEG file begins with.</summary>
    static ReadOnlySpan<byte> Prefix => "Photoshop 3.0\0"u8;

    /// <summary>The resources without thumbnails, also those of IPTC (2:202), which would show what was filled.</summary>
    public static byte[] WithoutThumbnails(ReadOnlySpan<byte> file)
    {
        var resources = file.ToArray();
        foreach (var (_, whole, _) in List(resources).Where(resource => resource.Id is OldThumbnail or Thumbnail).Reverse())
        {
            resources = [.. resources.AsSpan(..whole.Start), .. resources.AsSpan(whole.End..)];
        }

        ExifBlock.ClearJpegs(resources);
        return resources;
    }

    /// <summary>The IPTC records in resources; null if there are none.</summary>
    public static byte[]? IptcOf(byte[] resources) => List(resources).Find(resource => resource.Id == Iptc) is (not 0, _, var data)
        ? resources[data] : null;

    /// <summary>The resources of a JPEG file's segment.</summary>
    public static byte[] Of(byte[] segment) => segment.AsSpan().StartsWith(Prefix) ? segment[Prefix.Length..] : segment;

    /// <summary>The segment of a JPEG file for IPTC records, or for resources as they are in one.</summary>
    public static byte[] SegmentOf(byte[] iptc)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, iptc.Length);
        return iptc.AsSpan().StartsWith(Prefix) ? iptc
            : [.. Prefix, .. "8BIM"u8, Iptc >> 8, Iptc & 255, 0, 0, .. length, .. iptc, .. new byte[iptc.Length % 2]];
    }

    /// <summary>The resources: an identifier each, the whole resource and its data.</summary>
    static List<(int Id, Range Whole, Range Data)> List(ReadOnlySpan<byte> file)
    {
        List<(int, Range, Range)> found = [];
        for (var at = file.StartsWith(Prefix) ? Prefix.Length : 0; at + 12 <= file.Length && file[at..].StartsWith("8BIM"u8);)
        {
            var size = at + 6 + (file[at + 6] + 2 & ~1); // behind the name, which fills an even number of bytes with its length
            var data = size + 4;
            if (data > file.Length || BinaryPrimitives.ReadUInt32BigEndian(file[size..]) is var length && length > file.Length - data)
            {
                break;
            }

            var end = Math.Min(file.Length, data + (int)length + (int)(length & 1));
            found.Add((BinaryPrimitives.ReadUInt16BigEndian(file[(at + 4)..]), at..end, data..(data + (int)length)));
            at = end;
        }

        return found;
    }
}
