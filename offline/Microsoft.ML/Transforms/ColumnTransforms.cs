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
        return inputSchema.With([new SchemaShape.Column(Transformer.OutputColumnName, source.Kind, source.ItemType, source.IsKey, source.Annotations)]);
    }
}

public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal ColumnCopyingTransformer(string outputColumnName, string inputColumnName) : base(outputColumnName, inputColumnName)
    {
    }

    private protected override DataViewSchema.DetachedColumn Output(DataViewSchema.Column input) => new(OutputColumnName, input.Type, input.Annotations);

    private protected override Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        disposer = null;
        return (Delegate)Generic.Call(this, nameof(Same), input.Type.RawType, row, input);
    }

    internal ValueGetter<T> Same<T>(DataViewRow row, DataViewSchema.Column input) => row.GetGetter<T>(input);
}

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[] columns, bool keep, bool keepHidden) : base(new ColumnSelectingTransformer(columns, keep, keepHidden))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.CheckPresent(Check.Value(inputSchema, nameof(inputSchema)).Select(column => column.Name));
        return new SchemaShape(inputSchema.Where(column => Transformer.Selects(column.Name)));
    }
}

/// <summary>Keeps columns in the order they are named, or drops them with all hidden ones of their names.</summary>
public sealed class ColumnSelectingTransformer : RowToRowTransformerBase
{
    readonly string[] _columns;
    readonly bool _keep;
    readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] columns, bool keep, bool keepHidden)
    {
        Check.That(columns is { Length: > 0 }, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        _columns = columns;
        _keep = keep;
        _keepHidden = keepHidden;
    }

    internal bool Selects(string name) => _columns.Contains(name) == _keep;

    internal void CheckPresent(IEnumerable<string> names)
    {
        var missing = _columns.Except(names).ToArray();
        if (missing.Length > 0)
            throw Check.MissingColumn("inputSchema", "input", string.Join(",", missing));
    }

    private protected override RowMapping Bind(DataViewSchema inputSchema)
    {
        CheckPresent(inputSchema.Select(column => column.Name));
        var kept = inputSchema.Where(column => Selects(column.Name));
        if (_keep)
            kept = kept.Where(column => _keepHidden || !column.IsHidden).OrderBy(column => Array.IndexOf(_columns, column.Name));
        return new RowMapping(ColumnMap.Select(inputSchema, kept.Select(column => column.Index)));
    }
}
