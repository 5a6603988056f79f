using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog
{
    const string Folder = "TransformerChain", SchemaName = "Schema";

    readonly MLContext _env;

    internal ModelOperationsCatalog(MLContext env) => _env = env;

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        using var archive = new ZipArchive(Check.Value(stream, nameof(stream)), ZipArchiveMode.Create, leaveOpen: true);
        if (model != null)
            ModelSaveContext.Save(archive, model, Folder);
        if (inputSchema != null)
            SaveSchema(inputSchema, archive);
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        using var archive = Open(Check.Value(stream, nameof(stream)));
        inputSchema = LoadSchema(archive);
        return ModelLoadContext.Load(_env, archive, Folder);
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    static ZipArchive Open(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException error)
        {
            throw new FormatException("Failed to open a zip archive", error);
        }
    }

    /// <summary>Columns of types that are not built in are left out.</summary>
    void SaveSchema(DataViewSchema schema, ZipArchive archive)
    {
        using var channel = ((IHostEnvironment)_env).Start("Saving Schema");
        var saved = schema.Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType).ToArray();
        foreach (var column in schema.Except(saved))
            channel.Info(MessageSensitivity.Schema, "The column '{0}' will not be written as it has unsavable column type.", column.Name);
        Check.That(saved.Length > 0, "No valid columns to save");
        using var writer = new BinaryWriter(archive.CreateEntry(SchemaName).Open());
        writer.Write(saved.Length);
        foreach (var column in saved)
        {
            writer.Write(column.Name);
            writer.WriteType(column.Type);
        }
    }

    static DataViewSchema LoadSchema(ZipArchive archive)
    {
        if (archive.GetEntry(SchemaName) is not { } entry)
            return null;
        using var reader = new BinaryReader(entry.Open());
        var columns = Enumerable.Range(0, reader.ReadInt32()).Select(_ => new DataViewSchema.DetachedColumn(reader.ReadString(), reader.ReadType()));
        return DataViewSchema.Of(columns);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition
        });

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, options);
}

public sealed class PredictionEngineOptions
{
    public bool IgnoreMissingColumns = true;
    public SchemaDefinition InputSchemaDefinition;
    public SchemaDefinition OutputSchemaDefinition;
    public bool OwnsTransformer = true;
}
