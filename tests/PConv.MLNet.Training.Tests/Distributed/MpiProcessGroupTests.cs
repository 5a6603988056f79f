using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class MpiProcessGroupTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranks_UnderMpirun_MeetInEveryCall(int count)
    {
        var names = string.Join(' ', Enumerable.Range(0, count).Select(r => $"a{r}"));

        Assert.Equal(
            Enumerable.Range(0, count)
            .Select(r => $"rank {r}: {r} of {count}, 0 wrong means, bytes {new string((char)('0' + count - 1), 5)}, {names}, null caught"),
            RankJobs.Jobs.Run(count, "collectives").Succeeds());
    }

    [Fact]
    public void Ranks_OfOne_AreASingleRank() =>
        Assert.Equal(["rank 0: 0 of 1, 0 wrong means, bytes 00000, a0, null caught"], RankJobs.Jobs.Run(1, "collectives").Succeeds());

    [Fact]
    public void FromEnvironment_WithoutMpirun_IsASingleRank() => Assert.Same(SingleProcess.Instance, MpiProcessGroup.FromEnvironment());

    [Fact]
    public void FromEnvironment_WhereMpirunIsNotTheLibrarys_SaysWhatToStart()
    {
        var outcome = RankJobs.Jobs.RunAlone(("OMPI_COMM_WORLD_SIZE", "2"), "collectives");

        Assert.Equal(1, outcome.Code);
        Assert.Matches(
            "mpirun announced 2 ranks, but Open MPI's library sees 1, with thread support [23] of at least 2. Start with the mpirun that " +
            "belongs to the library.", outcome.Error);
    }

    [Fact]
    public void Load_WithoutTheLibrary_SaysWhatToInstall()
    {
        var e = Assert.Throws<InvalidOperationException>(() => OpenMpi.Load("4", "libmpi.so.none", "libmpi-none.so"));

        Assert.Equal(
            "mpirun started 4 ranks, but Open MPI's library cannot be loaded: tried libmpi.so.none, libmpi-none.so. Install it on this " +
            "machine (Debian: libopenmpi3), or start without mpirun.",
            e.Message);
    }

    [Fact]
    public void Load_OfAnotherLibrary_SaysThatItIsNotOpenMpi()
    {
        var e = Assert.Throws<InvalidOperationException>(() => OpenMpi.Load("4", "libmpi.so.none", "libm.so.6"));

        Assert.Equal(
            "'libm.so.6' has no 'ompi_mpi_comm_world', so it is not Open MPI's library. Put Open MPI's before it (LD_LIBRARY_PATH), or " +
            "start without mpirun.", e.Message);
    }

    [Fact]
    public void Broadcast_FromARankThatIsNotThere_GivesMpisErrorAndWhatToDo()
    {
        var outcome = RankJobs.Jobs.Run(2, "nobody");

        Assert.Equal(1, outcome.Code);
        Assert.Contains(
            "Sending to the ranks failed: MPI_ERR_ROOT: invalid root. Another rank may have gone: start all of them again and resume " +
            "from the last checkpoint.",
            outcome.Error);
    }
}
