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

    static ColumnCopyingTransformer Load(ModelLoadContext ctx) => ctx.ReadNames() is var names ? new(names[0], names[1]) : null;

    internal ValueGetter<T> Same<T>(DataViewRow row, DataViewSchema.Column input) => row.GetGetter<T>(input);
}

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[] names, bool keep, bool keepHidden = false) : base(new ColumnSelectingTransformer(names, keep, keepHidden))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.CheckPresent(Check.Value(inputSchema, nameof(inputSchema)).Select(column => column.Name));
        return new SchemaShape(inputSchema.Where(column => Transformer.Keeps(column.Name)));
    }
}

/// <summary>Keeps some columns in the order they are named in, or drops some with all hidden ones of their names.</summary>
public sealed class ColumnSelectingTransformer : RowToRowTransformerBase
{
    readonly string[] _names;
    readonly bool _keep;
    readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] names, bool keep, bool keepHidden)
    {
        Check.That(names is { Length: > 0 }, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        _names = names;
        _keep = keep;
        _keepHidden = keepHidden;
    }

    internal bool Keeps(string name) => _keep == _names.Contains(name);

    internal void CheckPresent(IEnumerable<string> names)
    {
        var missing = _names.Except(names).ToArray();
        if (missing.Length > 0)
            throw Check.MissingColumn("inputSchema", "input", string.Join(",", missing));
    }

    private protected override RowMapping Bind(DataViewSchema inputSchema)
    {
        CheckPresent(inputSchema.Select(column => column.Name));
        var kept = inputSchema.Where(column => Keeps(column.Name) && (!_keep || _keepHidden || !column.IsHidden));
        if (_keep)
            kept = kept.OrderBy(column => Array.IndexOf(_names, column.Name));
        return new RowMapping(ColumnMap.Select(inputSchema, kept.Select(column => column.Index)));
    }

    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.Begin(GetType());
        ctx.WriteNames(_names);
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
    }

    static ColumnSelectingTransformer Load(ModelLoadContext ctx) => new(ctx.ReadNames(), ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean());
}
