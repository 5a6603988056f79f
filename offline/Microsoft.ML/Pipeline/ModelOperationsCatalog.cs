using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog
{
    internal ModelOperationsCatalog(IHostEnvironment env) => Check.Value(env, nameof(env));

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream) => throw Check.StandIn("Saving a model");
    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath) => throw Check.StandIn("Saving a model");
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema) => throw Check.StandIn("Loading a model");
    public ITransformer Load(string filePath, out DataViewSchema inputSchema) => throw Check.StandIn("Loading a model");

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

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
        => CreatePredictionEngine<TSrc, TDst>(transformer, false, DataOperationsCatalog.Definition<TSrc>(inputSchema));

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, options);
}
