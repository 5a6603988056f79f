using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(string outputColumnName, string inputColumnName)
        : base(new ColumnCopyingTransformer(outputColumnName, inputColumnName))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var source = Transformer.Input(inputSchema);
        return inputSchema.With([new SchemaShape.Column(Transformer.OutputColumnName, source.Kind, source.ItemType)]);
    }
}

public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal ColumnCopyingTransformer(string outputColumnName, string inputColumnName) : base(outputColumnName, inputColumnName)
    {
    }

    private protected override DataViewSchema.DetachedColumn Output(DataViewSchema.Column input) => new(OutputColumnName, input.Type);

    private protected override Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        disposer = null;
        return (Delegate)Generic.Call(this, nameof(Same), input.Type.RawType, row, input);
    }

    internal ValueGetter<T> Same<T>(DataViewRow row, DataViewSchema.Column input) => row.GetGetter<T>(input);
}

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[] dropped) : base(new ColumnSelectingTransformer(dropped))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.CheckPresent(Check.Value(inputSchema, nameof(inputSchema)).Select(column => column.Name));
        return new SchemaShape(inputSchema.Where(column => Transformer.Keeps(column.Name)));
    }
}

/// <summary>Drops columns with all hidden ones of their names.</summary>
public sealed class ColumnSelectingTransformer : RowToRowTransformerBase
{
    readonly string[] _dropped;

    internal ColumnSelectingTransformer(string[] dropped)
    {
        Check.That(dropped is { Length: > 0 }, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        _dropped = dropped;
    }

    internal bool Keeps(string name) => !_dropped.Contains(name);

    internal void CheckPresent(IEnumerable<string> names)
    {
        var missing = _dropped.Except(names).ToArray();
        if (missing.Length > 0)
            throw Check.MissingColumn("inputSchema", "input", string.Join(",", missing));
    }

    private protected override RowMapping Bind(DataViewSchema inputSchema)
    {
        CheckPresent(inputSchema.Select(column => column.Name));
        return new RowMapping(ColumnMap.Select(inputSchema, inputSchema.Where(column => Keeps(column.Name)).Select(column => column.Index)));
    }
}
