using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One row bound through a model once; each prediction moves an example into it and reads it out.</summary>
public sealed class PredictionEngine<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    readonly ObjectRow<TSrc> _input;
    readonly Action<TDst> _fill;
    IDisposable _owned;

    internal PredictionEngine(ITransformer transformer, PredictionEngineOptions options)
    {
        Check.Value(transformer, nameof(transformer));
        Check.Param(transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        var columns = MemberColumn.Of(typeof(TSrc), options.InputSchemaDefinition, SchemaDefinition.Direction.Read);
        _input = new ObjectRow<TSrc>(DataViewSchema.Of(columns.Select(column => column.Detached)), columns);
        _owned = options.OwnsTransformer ? transformer as IDisposable : null;
        var mapper = transformer.GetRowToRowMapper(_input.Schema);
        var filler = new ObjectFiller<TDst>(mapper.OutputSchema, options.IgnoreMissingColumns, options.OutputSchemaDefinition);
        _fill = filler.Bind(mapper.GetRow(_input, mapper.OutputSchema));
    }

    public TDst Predict(TSrc example)
    {
        _input.MoveTo(Check.Value(example, nameof(example)));
        var result = new TDst();
        _fill(result);
        return result;
    }

    /// <summary>Disposes the transformer if the engine owns it, never the row with the last prediction's values.</summary>
    public void Dispose()
    {
        _input.Dispose();
        _owned?.Dispose();
        _owned = null;
    }
}
