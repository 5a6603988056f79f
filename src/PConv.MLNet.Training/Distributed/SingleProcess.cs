namespace PConv.MLNet.Training;

/// <summary>A single process, which has no other ranks to exchange values with.</summary>
sealed class SingleProcess : IProcessGroup
{
    SingleProcess()
    {
    }

    /// <summary>The only instance. It has no state.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public int LocalRank => 0;

    /// <inheritdoc/>
    public int LocalCount => 1;

    /// <inheritdoc/>
    public void AverageInPlace(Span<float> values)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int from = 0)
    {
    }

    /// <inheritdoc/>
    public void Barrier()
    {
    }
}
