namespace PConv.MLNet.Inference;

/// <summary>A hold on the one session that all who want the same model with the same options share. The last to let go closes it.</summary>
/// <remarks>A hold that is forgotten is let go when it is collected: pipelines that ML.NET loads by itself are never disposed.</remarks>
sealed class SharedInpainter : IDisposable
{
    static readonly Dictionary<(string Model, OnnxInpainterOptions Options), Entry> Open = [];

    readonly (string, OnnxInpainterOptions) key;
    readonly Entry entry;
    int released;

    SharedInpainter((string, OnnxInpainterOptions) key, Entry entry) => (this.key, this.entry) = (key, entry);

    /// <summary>The shared session. Do not dispose it.</summary>
    /// <exception cref="ObjectDisposedException">This reference was disposed.</exception>
    public OnnxInpainter Inpainter
    {
        get
        {
            ObjectDisposedException.ThrowIf(released == 1, this);
            return entry.Inpainter.Value;
        }
    }

    /// <summary>Gets a reference to a model's session; opens the session if necessary.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model, or its inputs or outputs are not supported.</exception>
    public static SharedInpainter Get(InpaintingModel model, OnnxInpainterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var key = (model.Key, options ?? new());
        SharedInpainter hold;
        lock (Open)
        {
            if (!Open.TryGetValue(key, out var entry))
            {
                Open[key] = entry = new(new(() => OnnxInpainter.Open(model, options)));
            }

            entry.Holds++;
            hold = new(key, entry);
        }

        try
        {
            _ = hold.Inpainter; // opened outside the lock, so that callers with other models do not wait
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LetGo();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the reference if it was not disposed.</summary>
    ~SharedInpainter() => LetGo();

    void LetGo()
    {
        if (Interlocked.Exchange(ref released, 1) == 1)
        {
            return;
        }

        lock (Open)
        {
            if (--entry.Holds > 0)
            {
                return;
            }

            if (Open.GetValueOrDefault(key) == entry)
            {
                Open.Remove(key);
            }
        }

        if (entry.Inpainter.IsValueCreated)
        {
            entry.Inpainter.Value.Dispose();
        }
    }

    sealed class Entry(Lazy<OnnxInpainter> inpainter)
    {
        public Lazy<OnnxInpainter> Inpainter { get; } = inpainter;

        public int Holds { get; set; }
    }
}
