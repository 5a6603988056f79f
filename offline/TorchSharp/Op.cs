using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

/// <summary>One argument of an operator; made by conversion from what the public signatures take.</summary>
readonly struct Arg
{
    internal readonly Kind kind;
    internal readonly long i;
    internal readonly double d;
    internal readonly object? reference;

    Arg(Kind kind, long i = 0, double d = 0, object? reference = null) => (this.kind, this.i, this.d, this.reference) = (kind, i, d, reference);

    internal static Arg None => default;

    public static implicit operator Arg(torch.Tensor? value) => value is null ? None : new(Kind.Tensor, reference: value);
    public static implicit operator Arg(long value) => new(Kind.Int, i: value);
    public static implicit operator Arg(double value) => new(Kind.Double, d: value);
    public static implicit operator Arg(bool value) => new(Kind.Bool, i: value ? 1 : 0);
    public static implicit operator Arg(string value) => new(Kind.Text, reference: value);
    public static implicit operator Arg(long[]? value) => value is null ? None : new(Kind.Ints, reference: value);
    public static implicit operator Arg(double[]? value) => value is null ? None : new(Kind.Doubles, reference: value);
    public static implicit operator Arg(torch.Tensor[] value) => new(Kind.Tensors, reference: value);
    public static implicit operator Arg(torch.Device? value) => value is null ? None : new(Kind.Device, reference: value);
    public static implicit operator Arg(torch.ScalarType? value) => value is null ? None : (long)value.Value;

    public static implicit operator Arg(Scalar? value) => value switch
    {
        null => None,
        { Type: torch.ScalarType.Bool } => value.Whole != 0,
        { Type: torch.ScalarType.Int64 } => value.Whole,
        _ => value.Real,
    };
}

/// <summary>One ATen operator, found by name and overload at its first use and kept.</summary>
sealed unsafe class Op(string name, string overload = "")
{
    const int MaxResults = 4;
    nint handle;

    internal torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Run(args, results);
        return new(results[0].kind == Kind.Tensor ? (nint)results[0].data : 0);
    }

    internal (torch.Tensor, torch.Tensor) CallTwo(params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Run(args, results);
        return (new((nint)results[0].data), new((nint)results[1].data));
    }

    /// <summary>For operators that return their first argument, changed: the second handle to it is dropped.</summary>
    internal torch.Tensor InPlace(torch.Tensor self, params ReadOnlySpan<Arg> rest)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Span<Arg> args = new Arg[rest.Length + 1];
        args[0] = self;
        rest.CopyTo(args[1..]);
        Run(args, results);
        if (results[0].kind == Kind.Tensor)
            Native.ts_free((nint)results[0].data);
        return self;
    }

    internal bool CallBool(params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Run(args, results);
        return results[0].i != 0;
    }

    /// <summary>The value of an operator that returns a number; Kind tells which member holds it.</summary>
    internal NativeValue CallNumber(params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Run(args, results);
        return results[0];
    }

    void Run(ReadOnlySpan<Arg> args, NativeValue* results)
    {
        NativeValue* values = stackalloc NativeValue[args.Length];
        var words = 0;
        foreach (ref readonly var a in args)
            words += a.reference switch { Array list => list.Length, string text => Encoding.UTF8.GetMaxByteCount(text.Length) / 8 + 1, _ => 0 };
        long* heap = words <= 512 ? null : (long*)NativeMemory.Alloc((nuint)words, 8);
        long* space = stackalloc long[heap == null ? words : 0];
        if (heap != null)
            space = heap;
        try
        {
            for (var k = 0; k < args.Length; k++)
                space = Fill(args[k], values + k, space);
            if (handle == 0)
                handle = Find();
            if (Native.ts_call(handle, values, args.Length, results, MaxResults) < 0)
                Native.ThrowIfFailed();
        }
        finally
        {
            NativeMemory.Free(heap);
            // the native side works on bare handles: no finalizer may free a tensor before the call is over
            foreach (ref readonly var a in args)
                GC.KeepAlive(a.reference);
        }
    }

    static long* Fill(in Arg arg, NativeValue* value, long* space)
    {
        value->kind = arg.kind;
        value->count = 0;
        switch (arg.kind)
        {
            case Kind.None:
                value->i = 0;
                break;
            case Kind.Tensor:
                value->data = (void*)((torch.Tensor)arg.reference!).Handle;
                break;
            case Kind.Double:
                value->d = arg.d;
                break;
            case Kind.Device:
                var device = (torch.Device)arg.reference!;
                value->count = (int)device.type;
                value->i = device.index;
                break;
            case Kind.Text:
                var text = (string)arg.reference!;
                var bytes = new Span<byte>(space, Encoding.UTF8.GetMaxByteCount(text.Length) / 8 * 8 + 8);
                bytes[Encoding.UTF8.GetBytes(text, bytes)] = 0;
                value->data = space;
                return space + bytes.Length / 8;
            case Kind.Ints:
                var ints = (long[])arg.reference!;
                ints.CopyTo(new Span<long>(space, ints.Length));
                return List(value, space, ints.Length);
            case Kind.Doubles:
                var doubles = (double[])arg.reference!;
                doubles.CopyTo(new Span<double>(space, doubles.Length));
                return List(value, space, doubles.Length);
            case Kind.Tensors:
                var tensors = (torch.Tensor[])arg.reference!;
                for (var k = 0; k < tensors.Length; k++)
                    space[k] = tensors[k].Handle;
                return List(value, space, tensors.Length);
            default:
                value->i = arg.i;
                break;
        }
        return space;
    }

    static long* List(NativeValue* value, long* space, int count)
    {
        value->data = space;
        value->count = count;
        return space + count;
    }

    nint Find()
    {
        fixed (byte* n = Encoding.UTF8.GetBytes("aten::" + name + "\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
            return Native.Check(Native.ts_operator(n, o));
    }
}
