using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PConv.MLNet;

/// <summary>A saved transformer, shared by the rows of a loaded chain.</summary>
sealed class LoadedInpainting
{
    static readonly ConditionalWeakTable<string, LoadedInpainting> All = [];

    readonly Lazy<IInpaintingEngine> engine;

    LoadedInpainting(string text)
    {
        Fitted = FittedInpainting.Parse(text);
        engine = new(() => Fitted.Options.OpenEngine());
    }

    public FittedInpainting Fitted { get; }

    public InpaintingOptions Options => Fitted.Options;

    /// <summary>The engine, opened with the first row and closed when the chain is garbage-collected.</summary>
    public IInpaintingEngine Engine => engine.Value;

    /// <summary>Parses a text once: every row of a loaded chain contains the same text.</summary>
    public static LoadedInpainting Parse(ReadOnlyMemory<char> text) =>
        All.GetValue(MemoryMarshal.TryGetString(text, out var whole, out _, out var length) && whole.Length == length ? whole
            : text.ToString(), key => new(key));
}
