using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class MLContext : IHostEnvironment
{
    readonly LocalEnvironment _env;

    /// <param name="seed">Nothing here draws random numbers.</param>
    public MLContext(int? seed = null)
    {
        _env = new LocalEnvironment(null, (source, kind, message) => Log?.Invoke(this, new LoggingEventArgs(message, kind, source)), new ComponentCatalog());
        Model = new ModelOperationsCatalog(_env);
    }

    public event EventHandler<LoggingEventArgs> Log;

    public ComponentCatalog ComponentCatalog => _env.ComponentCatalog;
    public TransformsCatalog Transforms { get; } = new();
    public ModelOperationsCatalog Model { get; }
    public DataOperationsCatalog Data { get; } = new();

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _env.Register(name, seed, verbose);
    IChannel IChannelProvider.Start(string name) => _env.Start(name);
}

public class LoggingEventArgs : EventArgs
{
    internal LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
        Message = $"[Source={Source}, Kind={Kind}] {RawMessage}";
    }

    public string Source { get; }
    public ChannelMessageKind Kind { get; }
    public string Message { get; }
    public string RawMessage { get; }
}
