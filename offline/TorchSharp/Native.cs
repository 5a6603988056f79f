using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The entry points of native/shim.cpp, and how their errors become exceptions.</summary>
static unsafe class Native
{
    const string Library = "torchshim";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        string?[] places = [AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location)];
        var beside = places.OfType<string>().Select(place => Path.Combine(place, "libtorchshim.so")).FirstOrDefault(File.Exists);
        return NativeLibrary.Load(beside ?? "libtorchshim.so"); // in neither: on the loader's path, where gpu-machine.sh has put it
    }

    [DllImport(Library)] static extern byte* ts_error();
    [DllImport(Library)] internal static extern void ts_free(nint tensor);
    [DllImport(Library)] internal static extern nint ts_operator(byte* name, byte* overload);
    [DllImport(Library)] internal static extern nint ts_call(nint op, NativeValue* args, int count);
    [DllImport(Library)] internal static extern int ts_call_list(nint op, NativeValue* args, int count, nint* results, long room);
    [DllImport(Library)] internal static extern nint ts_from_host(void* data, long* shape, int dims, int dtype);
    [DllImport(Library)] internal static extern nint ts_data(nint tensor);
    [DllImport(Library)] internal static extern int ts_meta(nint tensor, long* result);
    [DllImport(Library)] internal static extern int ts_set_requires_grad(nint tensor, int on);
    [DllImport(Library)] internal static extern nint ts_grad(nint tensor);
    [DllImport(Library)] internal static extern int ts_set_grad(nint tensor, nint grad);
    [DllImport(Library)] internal static extern int ts_set_data(nint tensor, nint source);
    [DllImport(Library)] internal static extern int ts_backward(nint root);
    [DllImport(Library)] internal static extern int ts_gradients(nint* outputs, long n, nint* inputs, long m, nint* grads, long g, int retain, int create, int allowUnused, nint* results);
    [DllImport(Library)] internal static extern int ts_grad_mode(int on);
    [DllImport(Library)] internal static extern int ts_seed(long seed);
    [DllImport(Library)] internal static extern int ts_set_threads(int count);
    [DllImport(Library)] internal static extern int ts_cuda_devices();
    [DllImport(Library)] internal static extern int ts_cuda_synchronize(long device);

    /// <summary>What a call returned; where it is nothing, throws what the call left as its error, if it left any.</summary>
    internal static nint Check(nint result)
    {
        if (result == 0 && ts_error() is var message && message != null)
            throw new ExternalException(Marshal.PtrToStringUTF8((nint)message));
        return result;
    }
}

/// <summary>The layout of Value in native/shim.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeValue
{
    public Kind kind;
    public int count;
    public long bits;
}

enum Kind { None, Tensor, Int, Double, Bool, Ints, Doubles, Tensors, Device }
