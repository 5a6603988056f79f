using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(OnnxTransformer transformer) : base(transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (var input in Transformer.Inputs)
        {
            if (!Check.Value(inputSchema, nameof(inputSchema)).TryFindColumn(input.Name, out var column))
                throw Check.MissingColumn(nameof(inputSchema), "input", input.Name);
            if (column.ItemType != input.ItemType)
                throw Check.SchemaMismatch(nameof(inputSchema), "input", input.Name, input.ItemType.ToString(), column.ItemType.ToString());
        }
        return inputSchema.With(Transformer.Outputs.Select(output => new SchemaShape.Column(output.Name, output.Type)));
    }
}

/// <summary>One run of the model a row, of its active outputs, whichever is asked for first.</summary>
public sealed class OnnxTransformer : RowToRowTransformerBase, IDisposable
{
    readonly OnnxModel _model;
    readonly OnnxOptions _options;

    internal OnnxTransformer(byte[] model, OnnxOptions options, MLContext environment)
    {
        if (options.GpuDeviceId == null && environment.GpuDeviceId is int device)
            (options.GpuDeviceId, options.FallbackToCpu) = (device, environment.FallbackToCpu);
        _options = options;
        _model = new OnnxModel(model, options);
        Inputs = OnnxModel.Choose(_model.Inputs, options.InputColumns, "Input");
        Outputs = OnnxModel.Choose(_model.Outputs, options.OutputColumns, "Output");
    }

    internal OnnxVariable[] Inputs { get; }
    internal OnnxVariable[] Outputs { get; }

    public void Dispose() => _model.Dispose();

    private protected override RowMapping Bind(DataViewSchema inputSchema)
    {
        var mapper = new Mapper(this, Array.ConvertAll(Inputs, input => Column(inputSchema, input)));
        return new RowMapping(ColumnMap.Append(inputSchema, mapper.Added), mapper);
    }

    static DataViewSchema.Column Column(DataViewSchema schema, OnnxVariable input)
    {
        if (input.Shape.Count(length => length == 0) > 1)
            throw new ArgumentOutOfRangeException(input.Name, "Only 1 unknown dimension is allowed");
        var column = schema.GetColumnOrNull(input.Name) ?? throw Check.MissingColumn("inputSchema", "input", input.Name);
        var vector = column.Type as VectorDataViewType;
        if ((vector?.ItemType ?? column.Type) != input.ItemType)
            throw Check.SchemaMismatch("inputSchema", "input", input.Name, input.ItemType.ToString(), column.Type.ToString());
        int size = input.Shape.Aggregate((x, y) => x * y), given = vector?.Size ?? 1;
        Check.That(size == 0 || given % size == 0,
            $"Input shape mismatch: Input '{input.Name}' has shape {string.Join(",", input.Shape)}, but input data is of length {given}.");
        return column;
    }

    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.Begin(GetType());
        ctx.WriteNames([.. Inputs.Select(input => input.Name)]);
        ctx.WriteNames([.. Outputs.Select(output => output.Name)]);
        var shapes = _options.ShapeDictionary ?? new Dictionary<string, int[]>();
        ctx.WriteNames([.. shapes.Keys]);
        foreach (var shape in shapes.Values)
            ctx.Writer.WriteValues<int>(shape);
        ctx.Writer.WriteValues<byte>(_model.Bytes);
    }

    static OnnxTransformer Load(ModelLoadContext ctx)
    {
        var options = new OnnxOptions
        {
            InputColumns = ctx.ReadNames(),
            OutputColumns = ctx.ReadNames(),
            ShapeDictionary = ctx.ReadNames().ToDictionary(name => name, _ => ctx.Reader.ReadValues<int>())
        };
        return new OnnxTransformer(ctx.Reader.ReadValues<byte>(), options, ctx.Environment);
    }

    sealed class Mapper(OnnxTransformer parent, DataViewSchema.Column[] inputs) : IRowMapper
    {
        const string Suffix = ".output";

        public IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; } = Array.ConvertAll(parent.Outputs, output => new DataViewSchema.DetachedColumn(
            output.Name.EndsWith(Suffix, StringComparison.Ordinal) ? output.Name.Replace(Suffix, "") : output.Name, output.Type));

        public IEnumerable<DataViewSchema.Column> Dependencies(int added) => inputs;

        public Delegate[] Getters(DataViewRow input, Func<int, bool> active, out Action disposer)
        {
            var names = parent.Outputs.Where((_, i) => active(i)).Select(output => output.Name).ToArray();
            var values = inputs.Select((column, i) => OnnxInput.Of(input, column, parent.Inputs[i].Shape)).ToArray();
            IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = null;
            long served = -1;
            DisposableNamedOnnxValue Result(string name)
            {
                if (served != input.Position)
                {
                    var fresh = Array.ConvertAll(values, value => value());
                    results?.Dispose();
                    results = parent._model.Run(fresh, names);
                    served = input.Position;
                }
                return results.First(result => result.Name == name);
            }
            disposer = () => results?.Dispose();
            return parent.Outputs.Select((output, i) => active(i) ? OnnxOutput.Getter(output, () => Result(output.Name)) : null).ToArray();
        }
    }
}
