using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>Hosts form a tree by name; the messages of their channels reach the root's listener.</summary>
sealed class LocalEnvironment : IHost
{
    readonly string _name;
    readonly Action<string, ChannelMessage> _listener;

    public LocalEnvironment(int? seed, Action<string, ChannelMessage> listener)
        : this(null, seed is int value ? new Random(value) : new Random(), listener, new ComponentCatalog())
    {
    }

    LocalEnvironment(string name, Random rand, Action<string, ChannelMessage> listener, ComponentCatalog catalog)
    {
        _name = name;
        Rand = rand;
        _listener = listener;
        ComponentCatalog = catalog;
    }

    public Random Rand { get; }
    public ComponentCatalog ComponentCatalog { get; }
    public string ContextDescription => _name ?? "HostEnvironment";
    public TException Process<TException>(TException ex) where TException : Exception => ex;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Check.NonEmpty(name, nameof(name));
        lock (Rand)
            return new LocalEnvironment(Path(name), new Random(seed ?? Rand.Next()), _listener, ComponentCatalog);
    }

    public IChannel Start(string name) => new Channel(Path(name), _listener);
    public IPipe<TMessage> StartPipe<TMessage>(string name) => throw Check.StandIn("IChannelProvider.StartPipe");

    public IProgressChannel StartProgressChannel(string name)
    {
        Check.NonEmpty(name, nameof(name));
        return new ProgressChannel();
    }

    string Path(string name) => _name == null ? name : $"{_name}; {name}";

    sealed class Channel : IChannel
    {
        readonly string _source;
        readonly Action<string, ChannelMessage> _listener;
        readonly Stopwatch _watch = Stopwatch.StartNew();
        bool _disposed;

        public Channel(string source, Action<string, ChannelMessage> listener)
        {
            _source = source;
            _listener = listener;
            Trace(MessageSensitivity.None, "Channel started");
        }

        public string ContextDescription => _source;
        public TException Process<TException>(TException ex) where TException : Exception => ex;
        public void Send(ChannelMessage msg) => _listener(_source, msg);

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));
        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));
        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));
        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));
        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));
        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));
        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));
        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
            Trace(MessageSensitivity.None, "Channel disposed");
        }
    }

    /// <summary>Progress has listeners of its own, which no public member of the packages reaches.</summary>
    sealed class ProgressChannel : IProgressChannel
    {
        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
        }

        public void Checkpoint(params double?[] values)
        {
        }

        public IProgressChannel StartProgressChannel(string name) => this;

        public void Dispose()
        {
        }
    }
}
