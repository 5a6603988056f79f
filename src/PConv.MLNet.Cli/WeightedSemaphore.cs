namespace PConv.MLNet.Cli;

/// <summary>A semaphore with weights: threads wait until their amount fits.</summary>
/// <param name="size">Capacity; a larger amount may enter alone.</param>
sealed class WeightedSemaphore(long size)
{
    readonly object gate = new();
    long held;

    /// <summary>Waits until the amount fits.</summary>
    public void Enter(long amount)
    {
        lock (gate)
        {
            while (held > 0 && held + amount > size)
            {
                Monitor.Wait(gate);
            }

            held += amount;
        }
    }

    /// <summary>Releases an amount.</summary>
    public void Leave(long amount)
    {
        lock (gate)
        {
            held -= amount;
            Monitor.PulseAll(gate);
        }
    }
}
