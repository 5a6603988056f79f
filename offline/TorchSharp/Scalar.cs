namespace TorchSharp;

/// <summary>A number that an operator takes: whole, real or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly long Whole;
    internal readonly double Real;

    Scalar(long whole, torch.ScalarType type) => (Whole, Real, Type) = (whole, whole, type);

    Scalar(double real) => (Whole, Real, Type) = ((long)real, real, torch.ScalarType.Float64);

    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(sbyte value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(short value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(int value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(float value) => new(value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value ? 1 : 0, torch.ScalarType.Bool);

    /// <summary>Nothing native is held; the real one holds a handle.</summary>
    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static float ToSingle(this Scalar value) => (float)value.Real;
    public static double ToDouble(this Scalar value) => value.Real;
    public static int ToInt32(this Scalar value) => (int)value.Whole;
    public static long ToInt64(this Scalar value) => value.Whole;
    public static bool ToBoolean(this Scalar value) => value.Real != 0;
}
