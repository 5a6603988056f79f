using System.IO.Compression;
using System.Reflection;

namespace Microsoft.ML;

public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}

/// <summary>Where one transformer saves itself: an entry of a zip archive, with those of its parts in the folder beside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal const string EntryName = "Model.key";

    readonly ZipArchive _archive;
    readonly string _folder;
    readonly MemoryStream _content = new();
    bool _begun;

    ModelSaveContext(ZipArchive archive, string folder)
    {
        _archive = archive;
        _folder = folder;
        Writer = new BinaryWriter(_content);
    }

    internal BinaryWriter Writer { get; }

    internal static void Save(ZipArchive archive, ICanSaveModel model, string folder)
    {
        using var context = new ModelSaveContext(archive, folder);
        model.Save(context);
        Check.That(context._begun, "ModelSignature not specified!");
        context.Writer.Flush();
        using var entry = archive.CreateEntry($"{folder}/{EntryName}").Open();
        context._content.WriteTo(entry);
    }

    /// <summary>Names the type that reads the entry: by a static Load with a <see cref="ModelLoadContext"/>. One transformer an entry.</summary>
    internal void Begin(Type loader)
    {
        Check.That(!_begun, "Check failed");
        _begun = true;
        Writer.Write($"{loader.FullName}, {loader.Assembly.GetName().Name}");
    }

    internal void SavePart(ICanSaveModel part, string name) => Save(_archive, part, $"{_folder}/{name}");

    internal void WriteNames(IReadOnlyCollection<string> names)
    {
        Writer.Write(names.Count);
        foreach (var name in names)
            Writer.Write(name);
    }

    public void Dispose() => Writer.Dispose();
}

/// <summary>The way back.</summary>
sealed class ModelLoadContext : IDisposable
{
    readonly ZipArchive _archive;
    readonly string _folder;

    ModelLoadContext(MLContext environment, ZipArchive archive, string folder)
    {
        Environment = environment;
        _archive = archive;
        _folder = folder;
        var entry = archive.GetEntry($"{folder}/{ModelSaveContext.EntryName}") ?? throw new FormatException("Corrupt model file");
        Reader = new BinaryReader(new BufferedStream(entry.Open()));
    }

    public MLContext Environment { get; }
    public BinaryReader Reader { get; }

    public static ITransformer Load(MLContext environment, ZipArchive archive, string folder)
    {
        using var context = new ModelLoadContext(environment, archive, folder);
        const BindingFlags flags = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions;
        var load = Type.GetType(context.Reader.ReadString())?.GetMethod("Load", flags, [typeof(ModelLoadContext)]);
        return (ITransformer)load?.Invoke(null, flags, null, [context], null) ?? throw new FormatException("Corrupt model file");
    }

    public ITransformer LoadPart(string name) => Load(Environment, _archive, $"{_folder}/{name}");

    public string[] ReadNames()
    {
        var names = new string[Reader.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
            names[i] = Reader.ReadString();
        return names;
    }

    public void Dispose() => Reader.Dispose();
}
