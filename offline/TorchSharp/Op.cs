using System.Text;

namespace TorchSharp;

/// <summary>One argument of an operator; made by conversion from what the public signatures take.</summary>
readonly struct Arg
{
    internal readonly Kind kind;
    internal readonly int count;
    internal readonly long bits;
    internal readonly long[]? list;
    internal readonly object? owner;

    Arg(Kind kind, long bits = 0, int count = 0, object? owner = null) => (this.kind, this.bits, this.count, this.owner) = (kind, bits, count, owner);

    Arg(Kind kind, long[] list, object? owner = null) => (this.kind, this.list, count, this.owner) = (kind, list, list.Length, owner);

    internal static Arg None => default;

    public static implicit operator Arg(torch.Tensor? value) => value is null ? None : new(Kind.Tensor, value.Handle, owner: value);
    public static implicit operator Arg(long value) => new(Kind.Int, value);
    public static implicit operator Arg(double value) => new(Kind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(Kind.Bool, value ? 1 : 0);
    public static implicit operator Arg(long[]? value) => value is null ? None : new(Kind.Ints, value);
    public static implicit operator Arg(double[]? value) => value is null ? None : new(Kind.Doubles, Array.ConvertAll(value, BitConverter.DoubleToInt64Bits));
    public static implicit operator Arg(torch.Tensor[] value) => new(Kind.Tensors, Array.ConvertAll(value, t => (long)t.Handle), value);
    public static implicit operator Arg(torch.Device? value) => value is null ? None : new(Kind.Device, value.index, (int)value.type);
    public static implicit operator Arg(torch.ScalarType? value) => value is null ? None : (long)value.Value;
    public static implicit operator Arg(Scalar? value) => value?.Value ?? None;
}

/// <summary>A number that an operator takes: whole or real. Nothing native is held; the real one holds a handle.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Arg Value;

    Scalar(Arg value) => Value = value;

    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);

    public void Dispose()
    {
    }
}

/// <summary>One ATen operator that returns a tensor or a list of them, found by name and overload at its first use and kept.</summary>
sealed unsafe class Op(string name, string overload = "")
{
    nint handle;

    internal torch.Tensor Call(params ReadOnlySpan<Arg> args) => new(Run(args));

    /// <summary>For operators that return their first argument, changed: the second handle to it is dropped.</summary>
    internal torch.Tensor InPlace(torch.Tensor self, params ReadOnlySpan<Arg> rest)
    {
        Native.ts_free(Run([self, .. rest]));
        return self;
    }

    /// <summary>For operators that return a list, of a length known beforehand.</summary>
    internal torch.Tensor[] CallList(int length, params ReadOnlySpan<Arg> args)
    {
        var results = new nint[length];
        Run(args, results);
        return Array.ConvertAll(results, r => new torch.Tensor(r));
    }

    nint Run(ReadOnlySpan<Arg> args, nint[]? list = null)
    {
        var words = 0;
        foreach (ref readonly var a in args)
            words += a.list?.Length ?? 0;
        long* space = stackalloc long[words];
        NativeValue* values = stackalloc NativeValue[args.Length];
        for (var k = 0; k < args.Length; k++)
        {
            values[k] = new() { kind = args[k].kind, count = args[k].count, bits = args[k].bits };
            if (args[k].list is not { } numbers)
                continue;
            values[k].bits = (long)space;
            numbers.CopyTo(new Span<long>(space, numbers.Length));
            space += numbers.Length;
        }
        if (handle == 0)
            handle = Find();
        nint result;
        fixed (nint* results = list)
            result = list is null ? Native.ts_call(handle, values, args.Length) : Native.ts_call_list(handle, values, args.Length, results, list.Length);
        // the native side works on bare handles: no finalizer may free a tensor before the call is over
        foreach (ref readonly var a in args)
            GC.KeepAlive(a.owner);
        return Native.Check(result);
    }

    nint Find()
    {
        fixed (byte* n = Encoding.UTF8.GetBytes("aten::" + name + "\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
            return Native.Check(Native.ts_operator(n, o));
    }
}
