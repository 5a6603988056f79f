namespace PConv.MLNet.AspNetCore;

/// <summary>Bounds the memory of uploads; slow clients only use memory for bytes already received.</summary>
/// <param name="most">Maximum number of bytes of all uploads together.</param>
sealed class PendingBytes(long most)
{
    long held;

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Reserves bytes.</summary>
    /// <exception cref="InpaintingBusyException">The limit is exceeded.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref held, bytes) > most)
        {
            Interlocked.Add(ref held, -bytes);
            throw new InpaintingBusyException($"Uploads hold {most:N0} bytes, as many as MaxPendingBytes allows. Try again in 1 s.",
                TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Releases bytes.</summary>
    public void Return(long bytes) => Interlocked.Add(ref held, -bytes);
}
