using System.Collections.Concurrent;

namespace PConv.MLNet.Training.Tests;

/// <summary>Ranks that are threads of this process and meet in its memory.</summary>
sealed class ThreadRanks : IProcessGroup
{
    readonly Meeting meeting;

    ThreadRanks(Meeting meeting, int rank) => (this.meeting, Rank) = (meeting, rank);

    public int Rank { get; }

    public int Count => meeting.Values.Length;

    public int LocalRank => Rank;

    public int LocalCount => Count;

    /// <summary>Lengths of the vectors that were averaged, in order.</summary>
    public List<int> Lengths { get; } = [];

    /// <summary>Runs a job on every rank and gives what each returned; the first error ends the test.</summary>
    public static T[] Run<T>(int count, Func<ThreadRanks, T> job)
    {
        var meeting = new Meeting(count);
        var results = new T[count];
        var errors = new ConcurrentBag<Exception>();
        var threads = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = job(new(meeting, rank));
            }
            catch (Exception e)
            {
                errors.Add(e);
                meeting.Barrier.RemoveParticipant();
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        return errors.IsEmpty ? results : throw errors.First();
    }

    public void AverageInPlace(Span<float> values)
    {
        Lengths.Add(values.Length);
        meeting.Values[Rank] = values.ToArray();
        Barrier();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = meeting.Values.Sum(v => v[i]) / Count;
        }

        Barrier();
    }

    public void Broadcast(Span<byte> values, int from = 0)
    {
        meeting.Bytes[Rank] = values.ToArray();
        Barrier();
        meeting.Bytes[from].CopyTo(values);
        Barrier();
    }

    public void Barrier() => meeting.Barrier.SignalAndWait();

    sealed record Meeting(int Count)
    {
        public float[][] Values { get; } = new float[Count][];
        public byte[][] Bytes { get; } = new byte[Count][];
        public Barrier Barrier { get; } = new(Count);
    }
}
