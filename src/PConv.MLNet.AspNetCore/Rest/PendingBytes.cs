namespace PConv.MLNet.AspNetCore;

/// <summary>Bounds the memory that uploads take: slow clients hold only what they have sent.</summary>
/// <param name="most">Bytes of all uploads together.</param>
sealed class PendingBytes(long most)
{
    long held;

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Takes some more.</summary>
    /// <exception cref="InpaintingBusyException">There are not as many left.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref held, bytes) > most)
        {
            Interlocked.Add(ref held, -bytes);
            throw new InpaintingBusyException($"Uploads hold {most:N0} bytes, as many as MaxPendingBytes allows. Try again in 1 s.",
                TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Gives some back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref held, -bytes);
}
