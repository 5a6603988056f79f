using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>Hosts form a tree by name; the messages of their channels reach the root's listener, their seeds come from its seed.</summary>
sealed class LocalEnvironment(string name, Random random, Action<string, ChannelMessageKind, string> listener, ComponentCatalog components) : IHost
{
    public Random Rand => random;
    public ComponentCatalog ComponentCatalog => components;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Check.NonEmpty(name, nameof(name));
        return new LocalEnvironment(Path(name), new Random(seed ?? random.Next()), listener, components);
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public IChannel Start(string name) => new Channel(Path(name), listener);

    string Path(string child) => name == null ? child : $"{name}; {child}";

    sealed class Channel : IChannel
    {
        readonly string _source;
        readonly Action<string, ChannelMessageKind, string> _listener;
        readonly Stopwatch _watch = Stopwatch.StartNew();
        bool _disposed;

        public Channel(string source, Action<string, ChannelMessageKind, string> listener)
        {
            _source = source;
            _listener = listener;
            Send(ChannelMessageKind.Trace, "Channel started");
        }

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Trace, fmt);
        public void Info(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Info, fmt);
        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Warning, fmt);
        public void Error(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Error, fmt);
        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Trace, fmt, args);
        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Info, fmt, args);
        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Warning, fmt, args);
        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Error, fmt, args);

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            Send(ChannelMessageKind.Trace, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
            Send(ChannelMessageKind.Trace, "Channel disposed");
        }

        void Send(ChannelMessageKind kind, string format, params object[] args)
        {
            Check.NonEmpty(format, "message");
            _listener(_source, kind, args.Length == 0 ? format : string.Format(format, args));
        }
    }
}
