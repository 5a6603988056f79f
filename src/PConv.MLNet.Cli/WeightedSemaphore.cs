namespace PConv.MLNet.Cli;

/// <summary>Lets threads wait until there is room for what they bring.</summary>
/// <param name="size">How much it holds; something larger may be in it alone.</param>
sealed class WeightedSemaphore(long size)
{
    readonly object gate = new();
    long held;

    /// <summary>Waits until so much more fits.</summary>
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

    /// <summary>Makes room for others.</summary>
    public void Leave(long amount)
    {
        lock (gate)
        {
            held -= amount;
            Monitor.PulseAll(gate);
        }
    }
}
