using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PConv.MLNet;

/// <summary>A saved transformer as the rows of a loaded chain share it.</summary>
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

    /// <summary>Opened with the first row, closed when the chain is collected.</summary>
    public IInpaintingEngine Engine => engine.Value;

    /// <summary>Parses a text once: every row of a loaded chain carries the same one.</summary>
    public static LoadedInpainting Parse(ReadOnlyMemory<char> text) =>
        All.GetValue(MemoryMarshal.TryGetString(text, out var whole, out _, out var length) && whole.Length == length ? whole
            : text.ToString(), key => new(key));
}
