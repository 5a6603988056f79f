using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    private protected ValueMappingEstimator(ValueMappingTransformer transformer) : base(transformer)
    {
    }

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var input = Transformer.Input(inputSchema);
        if (input.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw Check.StandIn("Mapping the items of a vector");
        return inputSchema.With([new SchemaShape.Column(Transformer.OutputColumnName, Transformer.Map.ValueType)]);
    }
}

public sealed class ValueMappingEstimator<TKey, TValue> : ValueMappingEstimator
{
    internal ValueMappingEstimator(string outputColumnName, string inputColumnName, ValueMap map)
        : base(new ValueMappingTransformer(outputColumnName, inputColumnName, map))
    {
    }
}

public class ValueMappingTransformer : OneToOneTransformerBase
{
    internal ValueMappingTransformer(string outputColumnName, string inputColumnName, ValueMap map) : base(outputColumnName, inputColumnName) => Map = map;

    internal ValueMap Map { get; }

    private protected override DataViewSchema.DetachedColumn Output(DataViewSchema.Column input)
        => input.Type.Equals(Map.KeyType) ? new(OutputColumnName, Map.ValueType)
            : throw Check.SchemaMismatch("inputSchema", "input", InputColumnName, Map.KeyType.ToString(), input.Type.ToString());

    private protected override Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        disposer = null;
        return Map.Getter(row, input);
    }

    private protected override void Save(ModelSaveContext ctx)
    {
        base.Save(ctx);
        Map.Save(ctx.Writer);
    }

    static ValueMappingTransformer Load(ModelLoadContext ctx)
    {
        var names = ctx.ReadNames();
        return new ValueMappingTransformer(names[0], names[1], ValueMap.Load(ctx.Reader));
    }
}
