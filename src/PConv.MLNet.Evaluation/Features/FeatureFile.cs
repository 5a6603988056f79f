using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PConv.MLNet.Core;

namespace PConv.MLNet.Evaluation;

/// <summary>Pooled features of originals and fills, beside the file of rows: 32 bytes that tell the run, then a record each of key (16 bytes) and float [D], little-endian.</summary>
/// <remarks>Records are appended as they come; a run that was killed leaves at most a torn last one, which is dropped. Of two records of one key the later counts.</remarks>
sealed class FeatureFile : IDisposable
{
    const int HeaderLength = 32, KeyLength = 16;

    readonly Dictionary<UInt128, long> places = [];
    readonly FileStream stream;
    readonly byte[] record;
    readonly Lock gate = new();

    FeatureFile(FileStream stream, int dimensions)
    {
        (this.stream, record) = (stream, new byte[KeyLength + sizeof(float) * dimensions]);
        var whole = (stream.Length - HeaderLength) / record.Length * record.Length + HeaderLength;
        for (long at = HeaderLength; at < whole; at += record.Length)
        {
            stream.Position = at;
            stream.ReadExactly(record, 0, KeyLength);
            places[BinaryPrimitives.ReadUInt128LittleEndian(record)] = at;
        }

        stream.SetLength(whole); // what follows was torn
    }

    /// <summary>Goes on with a file, or begins one.</summary>
    /// <param name="path">The file; null for one that is gone after use.</param>
    /// <param name="protocol">The run's.</param>
    /// <param name="dimensions">Length D of the vectors.</param>
    /// <exception cref="ArgumentException">The file belongs to another run.</exception>
    public static FeatureFile Open(string? path, EvaluationProtocol protocol, int dimensions)
    {
        var header = SHA256.HashData(Encoding.UTF8.GetBytes($"{dimensions} {protocol.ToJson()}"));
        if (path is null)
        {
            var passing = new FileStream(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.features"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            passing.Write(header);
            return new(passing, dimensions);
        }

        if (!File.Exists(path))
        {
            AtomicFile.Write(path, temporary => File.WriteAllBytes(temporary, header));
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var found = new byte[HeaderLength];
            return stream.ReadAtLeast(found, HeaderLength, throwOnEndOfStream: false) == HeaderLength && found.AsSpan().SequenceEqual(header)
                ? new(stream, dimensions)
                : throw new ArgumentException($"'{path}' holds features of a run with other options. Delete it, or write elsewhere.");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether there are the features of a fill, or of an original (no class, no method).</summary>
    public bool Has(string image, MaskClass? of = null, string? method = null)
    {
        lock (gate)
        {
            return places.ContainsKey(Key(image, of, method));
        }
    }

    /// <summary>Appends features. Any thread may call.</summary>
    public void Add(string image, MaskClass? of, string? method, double[] features)
    {
        var key = Key(image, of, method);
        lock (gate)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(record, key);
            var values = MemoryMarshal.Cast<byte, float>(record.AsSpan(KeyLength));
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)features[i];
            }

            var at = stream.Seek(0, SeekOrigin.End);
            stream.Write(record);
            stream.Flush();
            places[key] = at;
        }
    }

    /// <summary>The statistics of some originals or fills, in the order given, so that they are the same bit by bit whatever the order of the work was.</summary>
    public FeatureStatistics Statistics(IEnumerable<(string Image, MaskClass? Class, string? Method)> keys, CancellationToken cancel)
    {
        var vector = new double[(record.Length - KeyLength) / sizeof(float)];
        var statistics = new FeatureStatistics(vector.Length);
        foreach (var (image, of, method) in keys)
        {
            cancel.ThrowIfCancellationRequested();
            stream.Position = places[Key(image, of, method)];
            stream.ReadExactly(record);
            var values = MemoryMarshal.Cast<byte, float>(record.AsSpan(KeyLength));
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] = values[i];
            }

            statistics.Add(vector);
        }

        return statistics;
    }

    public void Dispose() => stream.Dispose();

    static UInt128 Key(string image, MaskClass? of, string? method) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{image}\0{of?.Name}\0{method}")));
}
