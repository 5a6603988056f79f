using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PConv.MLNet.Training;

/// <summary>The processes that Open MPI's <c>mpirun -n N</c> started. One instance per process, because MPI can be started only
/// once.</summary>
/// <remarks>
/// MPI is finalized when the process ends: with exit code 0, as soon as all ranks have ended; with another exit code, the other ranks have
/// two seconds to end too, for example if all of them found the same error, and are aborted after that.
/// </remarks>
sealed class MpiProcessGroup : IProcessGroup
{
    static readonly string[] Libraries = ["libmpi.so.40", "libmpi.so"]; // 40: the binary interface of Open MPI 4 and 5
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    static readonly Lazy<IProcessGroup> Started = new(Start);

    readonly OpenMpi mpi;
    readonly nint endBarrier; // a separate communicator, so that the last barrier does not match a call of the training
    readonly object calls = new();

    MpiProcessGroup(OpenMpi mpi, int expected)
    {
        this.mpi = mpi;
        mpi.Check(mpi.Init(0, 0, OpenMpi.Serialized, out var provided), "Starting MPI");
        mpi.Check(mpi.OnError(mpi.World, mpi.ReturnErrors), "Starting MPI");
        mpi.Check(mpi.RankOf(mpi.World, out var rank), "Starting MPI");
        mpi.Check(mpi.CountOf(mpi.World, out var count), "Starting MPI");
        if (count != expected || provided < OpenMpi.Serialized)
        {
            throw new InvalidOperationException(
                $"mpirun announced {expected} ranks, but Open MPI's library sees {count}, with thread support {provided} of at least " +
                $"{OpenMpi.Serialized}. " +
                "Start with the mpirun that belongs to the library.");
        }

        mpi.Check(mpi.Duplicate(mpi.World, out endBarrier), "Starting MPI");
        (Rank, Count) = (rank, count);
        (LocalRank, LocalCount) = (Number("OMPI_COMM_WORLD_LOCAL_RANK", rank), Number("OMPI_COMM_WORLD_LOCAL_SIZE", count));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(Environment.ExitCode);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int LocalRank { get; }

    /// <inheritdoc/>
    public int LocalCount { get; }

    /// <summary>Returns the ranks of the <c>mpirun</c> that started this process (<c>OMPI_COMM_WORLD_SIZE</c>), or
    /// <see cref="SingleProcess"/>, without loading MPI, if there is none.</summary>
    /// <exception cref="InvalidOperationException">mpirun started this process, but Open MPI's library is missing, or belongs to another
    /// installation.</exception>
    public static IProcessGroup FromEnvironment() => Started.Value;

    /// <inheritdoc/>
    public void AverageInPlace(Span<float> values)
    {
        lock (calls)
        {
            mpi.Check(mpi.AllReduce(OpenMpi.InPlace, ref MemoryMarshal.GetReference(values), values.Length, mpi.Float, mpi.Sum, mpi.World),
                "Averaging over the ranks");
        }

        foreach (ref var value in values)
        {
            value /= Count;
        }
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int from = 0)
    {
        lock (calls)
        {
            mpi.Check(mpi.Broadcast(ref MemoryMarshal.GetReference(values), values.Length, mpi.Byte, from, mpi.World),
                "Sending to the ranks");
        }
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        lock (calls)
        {
            mpi.Check(mpi.Barrier(mpi.World), "Waiting for the ranks");
        }
    }

    static IProcessGroup Start() =>
        Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is { } size && Number("OMPI_COMM_WORLD_SIZE", 1) > 1
        ? new MpiProcessGroup(OpenMpi.Load(size, Libraries), Number("OMPI_COMM_WORLD_SIZE", 1))
        : SingleProcess.Instance;

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    void End(int code)
    {
        if (!Monitor.TryEnter(calls))
        {
            return; // the process ends during a call: mpirun notices that MPI was not finalized, and ends the other ranks
        }

        try
        {
            if (AllEnd(code == 0 ? Timeout.InfiniteTimeSpan : Grace))
            {
                _ = mpi.End();
            }
            else
            {
                _ = mpi.Abort(mpi.World, code);
            }
        }
        finally
        {
            Monitor.Exit(calls);
        }
    }

    /// <summary>Waits until all ranks end. False if this takes longer than the given time.</summary>
    bool AllEnd(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        if (mpi.BeginBarrier(endBarrier, out var request) != 0)
        {
            return false;
        }

        while (mpi.Test(ref request, out var done, status: 0) == 0)
        {
            if (done != 0)
            {
                return true;
            }

            if (time != Timeout.InfiniteTimeSpan && clock.Elapsed > time)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return false;
    }
}
