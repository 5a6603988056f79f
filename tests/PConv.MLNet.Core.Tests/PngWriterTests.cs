using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Core.Tests;

public sealed class PngWriterTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 130)]
    public void Encode_GivesTheThreeChunksOfTheFormatWithEveryPixel(int width, int height)
    {
        var image = Samples.Noise(width, height);
        var file = PngWriter.Encode(image);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = Chunks(file[8..]).ToArray();
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(c => c.Type));
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data), BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data.AsSpan(4))));
        Assert.Equal([8, 2, 0, 0, 0], chunks[0].Data[8..]); // 8 bit, RGB, deflate, adaptive filters, not interlaced
        using var rows = new MemoryStream();
        new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress).CopyTo(rows);
        Assert.Equal(image.Pixels, Unfiltered(rows.ToArray(), 3 * width));
    }

    /// <summary>What PNG, section 9.2, says a decoder does.</summary>
    static byte[] Unfiltered(byte[] rows, int bytes)
    {
        var pixels = new List<byte>();
        foreach (var row in rows.Chunk(1 + bytes))
        {
            for (var x = 0; x < bytes; x++)
            {
                var (a, b, c) = (x >= 3 ? pixels[^3] : 0, pixels.Count >= bytes ? pixels[^bytes] : 0, x >= 3 && pixels.Count >= bytes + 3 ? pixels[^(bytes + 3)] : 0);
                var p = a + b - c;
                int[] nearest = [.. new[] { a, b, c }.OrderBy(v => Math.Abs(p - v))]; // stable: a before b before c
                pixels.Add((byte)(row[1 + x] + row[0] switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, 4 => nearest[0], _ => throw new InvalidDataException() }));
            }
        }

        return [.. pixels];
    }

    [Fact]
    public void Encode_OfASlope_FiltersItAway()
    {
        var slope = new RgbImage(200, 100, [.. Enumerable.Range(0, 200 * 100).SelectMany(i => new[] { (byte)(i % 200), (byte)(i / 200), (byte)(i % 200 + i / 200) })]);

        Assert.InRange(PngWriter.Encode(slope).Length, 1, 1_500); // without filters 5,000
    }

    [Fact]
    public void Encode_OfASmoothPicture_IsSmallerThanItsPixels() =>
        Assert.True(PngWriter.Encode(new RgbImage(100, 100)).Length < 1_000);

    [Fact]
    public void Write_LeavesTheWholeFileAlone()
    {
        PngWriter.Write(Samples.Image(5, 4), folder["deep/a.png"]);

        Assert.Equal(PngWriter.Encode(Samples.Image(5, 4)), File.ReadAllBytes(folder["deep/a.png"]));
        Assert.Single(Directory.EnumerateFiles(folder["deep"]));
    }

    /// <summary>The chunks, each with its checksum compared with one of the polynomial's long division.</summary>
    static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var body = file[(at + 4)..(at + 8 + length)];
            Assert.Equal(Remainder(body), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            yield return (Encoding.ASCII.GetString(body[..4]), body[4..]);
            at += 12 + length;
        }
    }

    /// <summary>CRC-32 by its definition: bits lowest first, the first 32 and the remainder complemented, x³² + x²⁶ + … + 1.</summary>
    static uint Remainder(byte[] data)
    {
        var bits = data.SelectMany(b => Enumerable.Range(0, 8).Select(i => b >> i & 1)).Concat(new int[32]).Select((bit, i) => i < 32 ? bit ^ 1 : bit).ToArray();
        for (var i = 0; i < bits.Length - 32; i++)
        {
            if (bits[i] == 1)
            {
                foreach (var power in new[] { 32, 26, 23, 22, 16, 12, 11, 10, 8, 7, 5, 4, 2, 1, 0 })
                {
                    bits[i + 32 - power] ^= 1;
                }
            }
        }

        return ~bits[^32..].Select((bit, i) => (uint)bit << i).Aggregate((a, b) => a | b);
    }
}
