namespace Microsoft.ML.Data;

public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase()
    {
    }

    bool ITransformer.IsRowToRowMapper => true;
    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(Check.Value(ctx, nameof(ctx)));
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(Check.Value(inputSchema, nameof(inputSchema)));
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(Check.Value(inputSchema, nameof(inputSchema))).OutputSchema;
    public IDataView Transform(IDataView input) => Bind(Check.Value(input, nameof(input)).Schema).Over(input);

    private protected abstract RowMapping Bind(DataViewSchema inputSchema);

    private protected abstract void Save(ModelSaveContext ctx);
}

/// <summary>One output column from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal string OutputColumnName { get; }
    internal string InputColumnName { get; }

    private protected OneToOneTransformerBase(string outputColumnName, string inputColumnName)
    {
        Check.NonEmpty(outputColumnName, nameof(outputColumnName));
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    /// <summary>The added column's type and annotations; throws where the input does not fit.</summary>
    private protected abstract DataViewSchema.DetachedColumn Output(DataViewSchema.Column input);

    private protected abstract Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer);

    private protected sealed override RowMapping Bind(DataViewSchema inputSchema)
    {
        var input = inputSchema.GetColumnOrNull(InputColumnName) ?? throw Check.MissingColumn(nameof(inputSchema), "input", InputColumnName);
        var mapper = new Mapper(this, input, Output(input));
        return new RowMapping(ColumnMap.Append(inputSchema, mapper.Added), mapper);
    }

    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.Begin(GetType());
        ctx.WriteNames([OutputColumnName, InputColumnName]);
    }

    /// <summary>The estimator's half of <see cref="Output"/>: the input column of the shape, checked by its type.</summary>
    internal SchemaShape.Column Input(SchemaShape inputSchema, Func<DataViewType, bool> fits = null, string expected = null)
    {
        if (!Check.Value(inputSchema, nameof(inputSchema)).TryFindColumn(InputColumnName, out var column))
            throw Check.MissingColumn(nameof(inputSchema), "input", InputColumnName);
        if (fits != null && !(column.Kind == SchemaShape.Column.VectorKind.Scalar && fits(column.ItemType)))
            throw Check.SchemaMismatch(nameof(inputSchema), "input", InputColumnName, expected, column.GetTypeString());
        return column;
    }

    sealed class Mapper(OneToOneTransformerBase parent, DataViewSchema.Column input, DataViewSchema.DetachedColumn output) : IRowMapper
    {
        public IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; } = [output];
        public IEnumerable<DataViewSchema.Column> Dependencies(int added) => [input];
        public Delegate[] Getters(DataViewRow row, Func<int, bool> active, out Action disposer) => [parent.Getter(row, input, out disposer)];
    }
}
