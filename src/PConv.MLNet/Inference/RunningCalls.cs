namespace PConv.MLNet.Inference;

/// <summary>Counts running calls, so that what they use is closed when the last of them has ended. Thread-safe.</summary>
/// <param name="close">Called once, after <see cref="Dispose"/> and the end of the last call.</param>
sealed class RunningCalls(Action close) : IDisposable
{
    readonly object gate = new();
    int running;
    bool disposed;

    /// <summary>Begins a call.</summary>
    /// <exception cref="ObjectDisposedException">No more calls are accepted.</exception>
    public void Enter()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(OnnxInpainter));
            running++;
        }
    }

    /// <summary>Ends a call.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (--running == 0 && disposed)
            {
                close(); // closing the session during a call would crash the process
            }
        }
    }

    /// <summary>Rejects further calls.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (!disposed && running == 0)
            {
                close();
            }

            disposed = true;
        }
    }
}
