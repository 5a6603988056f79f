namespace PConv.MLNet.Training;

/// <summary>
/// The processes (ranks) that train one network together, each with its part of every batch. All ranks make the same calls in the same
/// order, and every call waits for the other ranks.
/// </summary>
/// <remarks>Call the members from one thread at a time. If a rank fails, the others wait until its process ends.</remarks>
public interface IProcessGroup
{
    /// <summary>Number of this process, 0 to <see cref="Count"/> − 1. Only rank 0 writes files and reports.</summary>
    int Rank { get; }

    /// <summary>N, the number of processes.</summary>
    int Count { get; }

    /// <summary>Number of this process on its machine, 0 to <see cref="LocalCount"/> − 1, and of its CUDA device.</summary>
    int LocalRank { get; }

    /// <summary>Number of processes on this machine, which share its processors.</summary>
    int LocalCount { get; }

    /// <summary>Whether this is rank 0.</summary>
    bool IsFirst => Rank == 0;

    /// <summary>The ranks of this process's <c>mpirun</c>, by <c>OMPI_COMM_WORLD_SIZE</c>; one alone, without a touch of MPI, where
    /// there is none.</summary>
    /// <exception cref="InvalidOperationException">mpirun started this process, but Open MPI's library is missing or does not belong to
    /// it.</exception>
    static IProcessGroup FromEnvironment() => MpiProcessGroup.FromEnvironment();

    /// <summary>Replaces values by their mean over the ranks: the same bits on all of them.</summary>
    /// <param name="values">The same number of values on every rank.</param>
    void AverageInPlace(Span<float> values);

    /// <summary>Replaces the bytes of all ranks by those of one rank.</summary>
    /// <param name="values">The same number of bytes on every rank.</param>
    /// <param name="from">The rank that sends its bytes.</param>
    void Broadcast(Span<byte> values, int from = 0);

    /// <summary>Waits until every rank has made this call.</summary>
    void Barrier();
}
