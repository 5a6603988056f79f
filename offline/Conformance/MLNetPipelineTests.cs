#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Offline.Conformance;

public class MLNetPipelineTests
{
    readonly MLContext _ml = new(1);

    [Fact]
    public void A_chain_hands_each_estimator_the_output_of_the_one_before()
    {
        var model = _ml.Transforms.CopyColumns("Copy", "Number").Append(Double()).Append(_ml.Transforms.DropColumns("Copy")).Fit(Numbers(2));
        var view = model.Transform(Numbers(2, 3));
        Assert.Equal(["Number", "Doubled"], view.Schema.Select(column => column.Name));
        Assert.Equal([4, 6], view.GetColumn<int>("Doubled"));
    }

    [Fact]
    public void The_shapes_are_checked_before_anything_is_fitted()
    {
        var spy = new Spy();
        var chain = spy.Append(_ml.Transforms.CopyColumns("Copy", "Missing"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Numbers(1)));
        Assert.Contains("Could not find input column 'Missing'", error.Message);
        Assert.Equal(0, spy.Fitted);
    }

    [Fact]
    public void A_column_that_is_made_anew_stands_behind_its_old_one_and_hides_it()
    {
        var view = _ml.Transforms.CustomMapping<Small, Small>((from, to) => to.Number = from.Number + 1, null).Fit(Numbers(1)).Transform(Numbers(1));
        Assert.Equal([true, false], view.Schema.Select(column => column.IsHidden));
        Assert.Equal([2], view.GetColumn<int>("Number"));
    }

    [Fact]
    public void Selecting_columns_drops_what_is_hidden_unless_it_is_to_be_kept_and_dropping_keeps_it()
    {
        var hiding = _ml.Transforms.CustomMapping<Small, Small>((from, to) => to.Number = from.Number + 1, null).Append(Double());
        string[] Left(IEstimator<ITransformer> last)
            => [.. hiding.Append(last).Fit(Numbers(1)).Transform(Numbers(1)).Schema.Select(column => $"{column.Name} {column.IsHidden}")];
        Assert.Equal(["Number True", "Number False"], Left(_ml.Transforms.DropColumns("Doubled")));
        Assert.Equal(["Doubled False"], Left(_ml.Transforms.DropColumns("Number")));
        Assert.Equal(["Doubled False", "Number False"], Left(_ml.Transforms.SelectColumns("Doubled", "Number")));
        Assert.Equal(["Doubled False", "Number True", "Number False"], Left(_ml.Transforms.SelectColumns(["Doubled", "Number"], keepHidden: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Left(_ml.Transforms.SelectColumns("Nowhere")));
    }

    [Fact]
    public void Only_the_columns_asked_for_are_computed()
    {
        int runs = 0;
        var view = Double(() => runs++).Fit(Numbers(1)).Transform(Numbers(1, 2));
        Assert.Equal([1, 2], view.GetColumn<int>("Number"));
        Assert.Equal(0, runs);
        Assert.Equal([2, 4], view.GetColumn<int>("Doubled"));
        Assert.Equal(2, runs);
        using var cursor = view.GetRowCursor([view.Schema["Number"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Doubled"]));
    }

    [Fact]
    public void An_estimator_from_outside_runs_in_a_chain_and_in_a_prediction_engine()
    {
        var model = new Spy().Append(Double()).Fit(Numbers(1));
        Assert.Equal([2, 4], model.Transform(Numbers(1, 2)).GetColumn<int>("Doubled"));
        using var engine = _ml.Model.CreatePredictionEngine<Small, Result>(model);
        Assert.Equal(10, engine.Predict(new Small { Number = 5 }).Doubled);
    }

    [Fact]
    public void A_prediction_engine_needs_a_row_to_row_mapper()
    {
        var model = new Spy { RowToRow = false }.Append(Double()).Fit(Numbers(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Small, Result>(model));
    }

    [Fact]
    public void A_prediction_engine_disposes_the_transformer_only_if_it_owns_it()
    {
        var spy = new Spy();
        var model = spy.Fit(Numbers(1));
        _ml.Model.CreatePredictionEngine<Small, Small>(model, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        Assert.Equal(0, spy.Disposed);
        _ml.Model.CreatePredictionEngine<Small, Small>(model).Dispose();
        Assert.Equal(1, spy.Disposed);
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_members_once()
    {
        var spy = new Spy();
        var model = spy.Append(Double()).Fit(Numbers(1));
        model.Dispose();
        model.Dispose();
        Assert.Equal(1, spy.Disposed);
    }

    [Fact]
    public void A_transformer_out_of_scope_is_left_out()
    {
        var model = new EstimatorChain<ITransformer>().Append(_ml.Transforms.CopyColumns("A", "Number"), TransformerScope.Training)
            .Append(_ml.Transforms.CopyColumns("B", "Number")).Fit(Numbers(1));
        Assert.Equal(["Number", "B"], model.Transform(Numbers(1)).Schema.Select(column => column.Name));
    }

    IDataView Numbers(params int[] numbers) => _ml.Data.LoadFromEnumerable(numbers.Select(number => new Small { Number = number }).ToArray());

    IEstimator<ITransformer> Double(Action onRun = null) => _ml.Transforms.CustomMapping<Small, Result>((from, to) =>
    {
        onRun?.Invoke();
        to.Doubled = from.Number * 2;
    }, null);

    sealed class Small
    {
        public int Number { get; set; }
    }

    sealed class Result
    {
        public int Doubled { get; set; }
    }

    /// <summary>An estimator and transformer made with public members alone; it changes nothing.</summary>
    sealed class Spy : IEstimator<ITransformer>, ITransformer, IDisposable
    {
        public int Fitted { get; private set; }
        public int Disposed { get; private set; }
        public bool RowToRow { get; init; } = true;

        public ITransformer Fit(IDataView input)
        {
            Fitted++;
            return this;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
        public IDataView Transform(IDataView input) => input;
        public bool IsRowToRowMapper => RowToRow;
        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Same { InputSchema = inputSchema };
        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
        public void Dispose() => Disposed++;
    }

    sealed class Same : IRowToRowMapper
    {
        public DataViewSchema InputSchema { get; init; }
        public DataViewSchema OutputSchema => InputSchema;
        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns;
        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => input;
    }
}
