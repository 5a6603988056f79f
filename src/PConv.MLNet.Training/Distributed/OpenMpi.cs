using System.Runtime.InteropServices;

namespace PConv.MLNet.Training;

/// <summary>The functions of Open MPI's C library that <see cref="MpiProcessGroup"/> uses. MPI handles are addresses of exported symbols
/// (Open MPI 4 and 5, mpi.h).</summary>
sealed class OpenMpi
{
    public const nint InPlace = 1; // MPI_IN_PLACE
    public const int Serialized = 2; // MPI_THREAD_SERIALIZED: calls from any thread, one at a time
    const int LongestError = 256; // MPI_MAX_ERROR_STRING

    readonly nint library;
    readonly string name;
    readonly ErrorStringCall errorString;

    OpenMpi(nint library, string name)
    {
        (this.library, this.name) = (library, name);
        (World, ReturnErrors) = (Symbol("ompi_mpi_comm_world"), Symbol("ompi_mpi_errors_return"));
        (Float, Byte, Sum) = (Symbol("ompi_mpi_float"), Symbol("ompi_mpi_byte"), Symbol("ompi_mpi_op_sum"));
        Init = Entry<InitCall>("MPI_Init_thread");
        OnError = Entry<PairCall>("MPI_Comm_set_errhandler");
        Duplicate = Entry<HandleCall>("MPI_Comm_dup");
        (RankOf, CountOf) = (Entry<NumberCall>("MPI_Comm_rank"), Entry<NumberCall>("MPI_Comm_size"));
        AllReduce = Entry<AllReduceCall>("MPI_Allreduce");
        Broadcast = Entry<BroadcastCall>("MPI_Bcast");
        Barrier = Entry<CommunicatorCall>("MPI_Barrier");
        BeginBarrier = Entry<HandleCall>("MPI_Ibarrier");
        Test = Entry<TestCall>("MPI_Test");
        Abort = Entry<AbortCall>("MPI_Abort");
        End = Entry<EndCall>("MPI_Finalize");
        errorString = Entry<ErrorStringCall>("MPI_Error_string");
    }

    public delegate int InitCall(nint argc, nint argv, int required, out int provided);
    public delegate int PairCall(nint communicator, nint handler);
    public delegate int HandleCall(nint communicator, out nint made);
    public delegate int NumberCall(nint communicator, out int number);
    public delegate int AllReduceCall(nint send, ref float receive, int count, nint type, nint operation, nint communicator);
    public delegate int BroadcastCall(ref byte values, int count, nint type, int root, nint communicator);
    public delegate int CommunicatorCall(nint communicator);
    public delegate int TestCall(ref nint request, out int done, nint status);
    public delegate int AbortCall(nint communicator, int code);
    public delegate int EndCall();
    delegate int ErrorStringCall(int code, ref byte text, out int length);

    public nint World { get; }
    public nint ReturnErrors { get; }
    public nint Float { get; }
    public nint Byte { get; }
    public nint Sum { get; }
    public InitCall Init { get; }
    public PairCall OnError { get; }
    public HandleCall Duplicate { get; }
    public NumberCall RankOf { get; }
    public NumberCall CountOf { get; }
    public AllReduceCall AllReduce { get; }
    public BroadcastCall Broadcast { get; }
    public CommunicatorCall Barrier { get; }
    public HandleCall BeginBarrier { get; }
    public TestCall Test { get; }
    public AbortCall Abort { get; }
    public EndCall End { get; }

    /// <summary>Loads the first library that exists.</summary>
    /// <param name="size">Value of <c>OMPI_COMM_WORLD_SIZE</c>, for the error message.</param>
    /// <param name="names">File names of libraries on the loader's search path.</param>
    /// <exception cref="InvalidOperationException">No library exists, or it is not Open MPI's.</exception>
    public static OpenMpi Load(string size, params string[] names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return new(library, name);
            }
        }

        throw new InvalidOperationException(
            $"mpirun started {size} ranks, but Open MPI's library cannot be loaded: tried {string.Join(", ", names)}. " +
            "Install it on this machine (Debian: libopenmpi3), or start without mpirun.");
    }

    /// <summary>Throws if a return code is not 0.</summary>
    /// <param name="code">Return code of a function of MPI.</param>
    /// <param name="doing">What was done, for the message, such as "Starting MPI".</param>
    /// <exception cref="IOException">The code is not 0. The message contains MPI's text.</exception>
    public void Check(int code, string doing)
    {
        if (code != 0)
        {
            var text = new byte[LongestError];
            _ = errorString(code, ref text[0], out var length);
            throw new IOException(
                $"{doing} failed: {System.Text.Encoding.UTF8.GetString(text, 0, length)}. Another rank may have gone: start all of them " +
                $"again and resume from the last checkpoint.");
        }
    }

    nint Symbol(string symbol) =>
        NativeLibrary.TryGetExport(library, symbol, out var address) ? address : throw new InvalidOperationException(
        $"'{name}' has no '{symbol}', so it is not Open MPI's library. Put Open MPI's before it (LD_LIBRARY_PATH), or start without " +
        $"mpirun.");

    T Entry<T>(string symbol) where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(Symbol(symbol));
}
