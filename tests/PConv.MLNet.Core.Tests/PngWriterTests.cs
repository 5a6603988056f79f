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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_OfAnyContent_GivesEveryPixelByTheFilterThatLeavesLeast(bool isNoise)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var (width, height) = (1 + seed * 7 % 90, 1 + seed * 5 % 12);
            var image = isNoise ? Samples.Noise(width, height, seed) : Samples.Image(width, height, seed);
            using var rows = new MemoryStream();
            new ZLibStream(new MemoryStream(Chunks(PngWriter.Encode(image)[8..]).Single(c => c.Type == "IDAT").Data), CompressionMode.Decompress).CopyTo(rows);

            Assert.Equal(image.Pixels, Unfiltered(rows.ToArray(), 3 * width));
            for (var y = 0; y < height; y++)
            {
                var row = rows.ToArray().AsSpan(y * (3 * width + 1), 3 * width + 1).ToArray();
                Assert.Equal(Enumerable.Range(0, 4).Min(filter => Magnitude(Filtered(image, y, filter))), Magnitude(row[1..]));
            }
        }
    }

    [Fact]
    public void Encode_OfAPhotographsKind_IsSmallerThanItsRowsCompressedAsTheyAre()
    {
        var image = Samples.Image(200, 150);
        using var plain = new MemoryStream();
        using (var zlib = new ZLibStream(plain, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(image.Pixels);
        }

        Assert.True(PngWriter.Encode(image).Length < .8 * plain.Length);
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

    /// <summary>The naive decoder: each byte and what its filter expects there.</summary>
    static byte[] Unfiltered(byte[] rows, int length)
    {
        var pixels = new byte[rows.Length / (length + 1) * length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var row = i / length * (length + 1);
            pixels[i] = (byte)(rows[row + 1 + i % length] + Expected(pixels, i, length, rows[row]));
        }

        return pixels;
    }

    static byte[] Filtered(RgbImage image, int y, int filter) =>
        [.. Enumerable.Range(3 * image.Width * y, 3 * image.Width).Select(i => (byte)(image.Pixels[i] - Expected(image.Pixels, i, 3 * image.Width, filter)))];

    static int Expected(byte[] pixels, int i, int length, int filter)
    {
        var (left, above) = (i % length >= 3 ? pixels[i - 3] : 0, i >= length ? pixels[i - length] : 0);
        return filter switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => throw new InvalidDataException($"filter {filter}") };
    }

    static int Magnitude(byte[] differences) => differences.Sum(d => Math.Abs((int)(sbyte)d));

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
