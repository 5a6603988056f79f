using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
        where TLastTransformer : class, ITransformer
    {
        readonly IEstimator<ITransformer>[] _estimators;
        readonly TransformerScope[] _scopes;

        public EstimatorChain() : this([], [])
        {
        }

        internal EstimatorChain(IEstimator<ITransformer>[] estimators, TransformerScope[] scopes)
        {
            _estimators = estimators;
            _scopes = scopes;
        }

        public TransformerChain<TLastTransformer> Fit(IDataView input)
        {
            // Errors of the schema are to show before anything is trained.
            GetOutputSchema(SchemaShape.Create(input.Schema));
            var transformers = new ITransformer[_estimators.Length];
            for (int i = 0; i < transformers.Length; i++)
            {
                transformers[i] = _estimators[i].Fit(input);
                input = transformers[i].Transform(input);
            }
            return new TransformerChain<TLastTransformer>(transformers, _scopes);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
            => _estimators.Aggregate(inputSchema, (shape, estimator) => estimator.GetOutputSchema(shape));

        public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
            where TNewTrans : class, ITransformer
            => new([.. _estimators, Check.Value(estimator, nameof(estimator))], [.. _scopes, scope]);
    }
}

namespace Microsoft.ML
{
    public static class LearningPipelineExtensions
    {
        public static EstimatorChain<TTrans> Append<TTrans>(this IEstimator<ITransformer> start, IEstimator<TTrans> estimator,
            TransformerScope scope = TransformerScope.Everything)
            where TTrans : class, ITransformer
        {
            Check.Value(start, nameof(start));
            var chain = start as EstimatorChain<ITransformer> ?? new EstimatorChain<ITransformer>().Append(start);
            return chain.Append(estimator, scope);
        }
    }
}
