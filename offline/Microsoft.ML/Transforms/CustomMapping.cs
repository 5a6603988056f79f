using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(CustomMappingTransformer<TSrc, TDst> transformer) : base(transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (var needed in MemberColumn.Of(typeof(TSrc), Transformer.InputSchemaDefinition, SchemaDefinition.Direction.Both))
        {
            if (!inputSchema.TryFindColumn(needed.Name, out var column))
                throw Check.MissingColumn(nameof(inputSchema), "input", needed.Name);
            // Types of items are compared by reference: an image column fits only the very type its class was registered with.
            var expected = new SchemaShape.Column(needed.Name, needed.Type);
            bool kindFits = expected.Kind == column.Kind
                || expected.Kind == SchemaShape.Column.VectorKind.VariableVector && column.Kind == SchemaShape.Column.VectorKind.Vector;
            if (expected.ItemType != column.ItemType || !kindFits)
                throw Check.SchemaMismatch(nameof(inputSchema), "input", needed.Name, needed.Type.ToString(), column.GetTypeString());
        }
        return inputSchema.With(SchemaShape.Create(DataViewSchema.Of(Transformer.Added.Select(column => column.Detached))));
    }
}

public sealed class CustomMappingTransformer<TSrc, TDst> : RowToRowTransformerBase
    where TSrc : class, new()
    where TDst : class, new()
{
    readonly Action<TSrc, TDst> _map;
    readonly string _contractName;

    internal CustomMappingTransformer(Action<TSrc, TDst> map, string contractName,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
    {
        _map = Check.Value(map, "mapAction");
        _contractName = contractName;
        InputSchemaDefinition = inputSchemaDefinition;
        Added = MemberColumn.Of(typeof(TDst), outputSchemaDefinition, SchemaDefinition.Direction.Write);
    }

    internal SchemaDefinition InputSchemaDefinition { get; }
    internal MemberColumn[] Added { get; }

    private protected override RowMapping Bind(DataViewSchema inputSchema)
    {
        var mapper = new Mapper(this, new ObjectFiller<TSrc>(inputSchema, ignoreMissingColumns: false, InputSchemaDefinition));
        return new RowMapping(ColumnMap.Append(inputSchema, mapper.Added), mapper);
    }

    private protected override void Save(ModelSaveContext ctx)
    {
        Check.That(_contractName != null, "Empty contract name for a transform: the transform cannot be saved");
        ctx.Begin(typeof(CustomMappingContract));
        ctx.Writer.Write(_contractName);
        ctx.Writer.Write(_map.Method.DeclaringType.Assembly.FullName);
    }

    /// <summary>The action runs once a row, whichever of its columns is asked for first.</summary>
    sealed class Mapper(CustomMappingTransformer<TSrc, TDst> parent, ObjectFiller<TSrc> filler) : IRowMapper
    {
        public IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; } = parent.Added.Select(column => column.Detached).ToArray();
        public IEnumerable<DataViewSchema.Column> Dependencies(int added) => filler.Needed;

        public Delegate[] Getters(DataViewRow input, Func<int, bool> active, out Action disposer)
        {
            disposer = null;
            var output = new ObjectRow<TDst>(DataViewSchema.Of(Added), parent.Added);
            var fill = filler.Bind(input);
            TSrc source = new();
            TDst destination = new();
            long served = -1;
            void Refresh()
            {
                if (served == input.Position)
                    return;
                fill(source);
                parent._map(source, destination);
                output.MoveTo(destination);
                served = input.Position;
            }
            return output.Schema.Select(column => active(column.Index)
                ? (Delegate)Generic.Call(this, nameof(Refreshing), column.Type.RawType, output, column, (Action)Refresh) : null).ToArray();
        }

        internal ValueGetter<T> Refreshing<T>(DataViewRow output, DataViewSchema.Column column, Action refresh)
        {
            var getter = output.GetGetter<T>(column);
            return (ref T value) =>
            {
                refresh();
                getter(ref value);
            };
        }
    }
}
