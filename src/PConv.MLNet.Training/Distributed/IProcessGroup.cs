namespace PConv.MLNet.Training;

/// <summary>
/// The processes that train one network together, each on its share of every batch. A rank is one of them; all of them make the same
/// calls in the same order, and every call waits for the others.
/// </summary>
/// <remarks>Calls come from one thread at a time. A rank that fails leaves the others waiting: its process has to end.</remarks>
public interface IProcessGroup
{
    /// <summary>Number of this process, 0 to <see cref="Count"/> − 1. The first one alone writes files and reports.</summary>
    int Rank { get; }

    /// <summary>N, the number of processes.</summary>
    int Count { get; }

    /// <summary>Number of this process among those on its machine: the one of its CUDA device.</summary>
    int LocalRank { get; }

    /// <summary>Processes on this machine, which share its processors.</summary>
    int LocalCount { get; }

    /// <summary>Whether this is rank 0.</summary>
    bool IsFirst => Rank == 0;

    /// <summary>The ranks of this process's <c>mpirun</c>, by <c>OMPI_COMM_WORLD_SIZE</c>; one alone, without a touch of MPI, where
    /// there is none.</summary>
    /// <exception cref="InvalidOperationException">mpirun started this process, but Open MPI's library is missing or does not belong to
    /// it.</exception>
    static IProcessGroup FromEnvironment() => MpiProcessGroup.FromEnvironment();

    /// <summary>Replaces values by their mean over the ranks: the same bits on all of them.</summary>
    /// <param name="values">As many on every rank.</param>
    void AverageInPlace(Span<float> values);

    /// <summary>Replaces the bytes of all ranks by those of one.</summary>
    /// <param name="values">As many on every rank.</param>
    /// <param name="from">Whose bytes.</param>
    void Broadcast(Span<byte> values, int from = 0);

    /// <summary>Waits until every rank is here.</summary>
    void Barrier();
}
