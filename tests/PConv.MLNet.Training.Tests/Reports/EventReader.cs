using Tensorboard;

namespace PConv.MLNet.Training.Tests;

/// <summary>Reads event files as TensorBoard does: TFRecords with checksums, each an Event message.</summary>
static class EventReader
{
    /// <summary>The events of all event files below a folder, in their order.</summary>
    public static Event[] Events(string folder) =>
    [
        .. Directory.GetFiles(folder, "*tfevents*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => Records(File.ReadAllBytes(file))).Select(Event.Parser.ParseFrom),
    ];

    /// <summary>All scalars: step, name and value.</summary>
    public static (int Step, string Name, float Value)[] Scalars(string folder) =>
    [
        .. from e in Events(folder)
           where e.Summary is not null
           from value in e.Summary.Value
           where value.ValueCase == Summary.Types.Value.ValueOneofCase.SimpleValue
           select ((int)e.Step, value.Tag, value.SimpleValue),
    ];

    /// <summary>The steps whose loss was logged, in the file's order.</summary>
    public static IEnumerable<int> Steps(string folder) => from s in Scalars(folder) where s.Name == "loss" select s.Step;

    /// <summary>Whole records; TensorBoard waits for the rest of a last one that is not, as a kill may leave it.</summary>
    static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at + 12 <= file.Length;)
        {
            Assert.Equal(Masked(file[at..(at + 8)]), BitConverter.ToUInt32(file, at + 8));
            var end = at + 12 + (int)BitConverter.ToUInt64(file, at);
            if (end + 4 > file.Length)
            {
                yield break;
            }

            var data = file[(at + 12)..end];
            Assert.Equal(Masked(data), BitConverter.ToUInt32(file, end));
            yield return data;
            at = end + 4;
        }
    }

    /// <summary>CRC-32C by a table of its polynomial, masked as TFRecords have it.</summary>
    static uint Masked(byte[] data)
    {
        var table = Enumerable.Range(0, 256)
            .Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) != 0 ? c >> 1 ^ 0x82F63B78 : c >> 1)).ToArray();
        var crc = ~data.Aggregate(~0u, (c, b) => table[(byte)c ^ b] ^ c >> 8);
        return (crc >> 15 | crc << 17) + 0xA282EAD8;
    }
}
