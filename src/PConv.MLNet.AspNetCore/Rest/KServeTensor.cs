using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore;

/// <summary>A tensor of KServe's protocol: FP32 values, or BYTES elements, which are encoded pictures here.</summary>
/// <param name="Datatype">FP32 or BYTES.</param>
/// <param name="Shape">Its sides.</param>
sealed record KServeTensor(string Datatype, int[] Shape)
{
    public const string Float = "FP32", Bytes = "BYTES";

    float[]? values;
    byte[][]? files;

    public static KServeTensor Of(int[] shape, float[] values) => new(Float, shape) { values = Checked(shape, values) };

    public static KServeTensor Of(int[] shape, byte[][] files) => new(Bytes, shape) { files = Checked(shape, files) };

    public static KServeTensor Of(byte[][] files) => Of([files.Length], files);

    /// <summary>Row-major values.</summary>
    public float[] Floats() => values ?? throw Other(Float);

    /// <summary>The elements of a tensor of one side.</summary>
    public byte[][] Files() => Shape.Length == 1 && files is not null ? files : throw Other($"{Bytes} [N]");

    public override string ToString() => $"{Datatype} [{string.Join(", ", Shape)}]";

    BadHttpRequestException Other(string expected) => new($"A tensor is {this}, expected {expected}.");

    static T[] Checked<T>(int[] shape, T[] data) => shape.Aggregate(1.0, (a, b) => a * b) is var count && count == data.Length
        ? data
        : throw new BadHttpRequestException($"A tensor of [{string.Join(", ", shape)}] has {count} elements, got {data.Length}.");
}
