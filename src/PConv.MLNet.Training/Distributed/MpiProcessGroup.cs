using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PConv.MLNet.Training;

/// <summary>The processes that Open MPI's <c>mpirun -n N</c> started. One object a process, as MPI starts and ends once.</summary>
/// <remarks>
/// When the process ends, MPI is ended with it: with exit code 0 as soon as all ranks are there; with another code the others get
/// two seconds to fail as well, as they do where all found the same fault, then they are ended.
/// </remarks>
sealed class MpiProcessGroup : IProcessGroup
{
    static readonly string[] Libraries = ["libmpi.so.40", "libmpi.so"]; // 40: the interface of Open MPI 4 and 5
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    static readonly Lazy<IProcessGroup> Started = new(Start);

    readonly OpenMpi mpi;
    readonly nint endBarrier; // a communicator of its own: what waits there cannot meet a call of the training
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

    /// <summary>The ranks of this process's <c>mpirun</c>, by <c>OMPI_COMM_WORLD_SIZE</c>; <see cref="SingleProcess"/>, without a touch of
    /// MPI, where there is none.</summary>
    /// <exception cref="InvalidOperationException">mpirun started this process, but Open MPI's library is missing or does not belong to
    /// it.</exception>
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
            return; // ended in the midst of a call: mpirun sees a process that went without a word, and ends the others
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

    /// <summary>Whether all ranks come here in time.</summary>
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
