using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace PConv.MLNet;

/// <summary>
/// Saves fitted transformers as chains of ML.NET's own transformers, because only those can be saved in ML.NET's format. Any ML.NET
/// application with this assembly can load them. A chain starts with a text that describes the transformer; <see cref="Restore"/> finds it
/// in a loaded chain and recreates the transformer.
/// </summary>
static class SavedChain
{
    static readonly MLContext ML = new();

    /// <summary>key → saved text → images of any form → fill, row by row → the columns' own names.</summary>
    public static ITransformer Create(FittedInpainting saved)
    {
        var (options, image, mask) = (saved.Options, saved.Image, saved.Mask ?? saved.Image);
        IEnumerable<IEstimator<ITransformer>> steps =
        [
            .. Text(Map(new KeyMapping(), KeyMapping.Contract), saved.ToText()),
            .. Images(nameof(SavedInputs.PConvImage), options.ImageColumnName, image,
                Map(new ImageVectorMapping(), ImageVectorMapping.Contract)),
            .. Images(nameof(SavedInputs.PConvMask), options.MaskColumnName
                ?? options.ImageColumnName, mask, Map(new MaskVectorMapping(), MaskVectorMapping.Contract)),
            Map(new FillMapping(), FillMapping.Contract),
            .. from names in new[]
               {
                   (options.OutputColumnName, nameof(SavedOutputs.PConvOutput)),
                   (options.FilledHolesColumnName, nameof(SavedOutputs.PConvHoles)),
                   (options.NetworkColumn, nameof(SavedOutputs.PConvNetwork)),
               }
               where names.Item1 is not null
               select ML.Transforms.CopyColumns(names.Item1, names.Item2),
            ML.Transforms.DropColumns(
            [
                nameof(SavedKey.PConvKey), nameof(SavedSource.PConvSaved), nameof(SavedInputs.PConvImage), nameof(SavedInputs.PConvMask),
                nameof(SavedOutputs.PConvOutput), nameof(SavedOutputs.PConvHoles), nameof(SavedOutputs.PConvNetwork),
                .. image.Kind == ImageKind.Image && mask.Kind == ImageKind.Image ? Array.Empty<string>()
                : [nameof(SavedPath.PConvSource), nameof(SavedImage.PConvImages)],
            ]),
        ];
        return Fit(steps, Empty(saved));
    }

    /// <summary>key → saved text → a column that throws when read, because ML.NET's own transformers have no access to row ids.</summary>
    public static ITransformer Create(FittedMasks saved) => Fit(
        [
            .. Text(Map(new MasksKeyMapping(), MasksKeyMapping.Contract), saved.ToText()),
            Map(new MasksMapping(), MasksMapping.Contract),
            ML.Transforms.CopyColumns(saved.OutputColumnName, nameof(SavedImage.PConvImages)),
            ML.Transforms.DropColumns(nameof(SavedKey.PConvKey), nameof(SavedSource.PConvSaved), nameof(SavedImage.PConvImages)),
        ],
        ML.Data.LoadFromEnumerable(Array.Empty<SavedImage>()));

    /// <summary>Replaces the chains in a loaded model by the transformers they stand for.</summary>
    public static ITransformer Restore(ITransformer loaded) =>
        loaded is not TransformerChain<ITransformer> chain ? loaded : chain.FirstOrDefault() switch
    {
        CustomMappingTransformer<NoColumns, SavedKey> => FittedInpainting.Parse(TextOf(chain)).ToTransformer(),
        CustomMappingTransformer<NoColumns, SavedMasksKey> => new IrregularMaskGeneratingTransformer(FittedMasks.Parse(TextOf(chain))),
        _ => new TransformerChain<ITransformer>([.. chain.Select(Restore)]),
    };

    static IEnumerable<IEstimator<ITransformer>> Text(IEstimator<ITransformer> key, string text) =>
        [key, ML.Transforms.Conversion.MapValue(nameof(SavedSource.PConvSaved), [KeyValuePair.Create(SavedKey.Value, text)],
            nameof(SavedKey.PConvKey))];

    static string TextOf(TransformerChain<ITransformer> chain)
    {
        var key = ML.Data.LoadFromEnumerable([new SavedKey { PConvKey = SavedKey.Value }]);
        return chain.ElementAt(1).Transform(key).GetColumn<string>(nameof(SavedSource.PConvSaved)).Single();
    }

    static TransformerChain<ITransformer> Fit(IEnumerable<IEstimator<ITransformer>> steps, IDataView input) =>
        steps.Aggregate(new EstimatorChain<ITransformer>(), (chain, step) => chain.Append(step)).Fit(input);

    /// <summary>Converts a column of any form to images under another name.</summary>
    static IEnumerable<IEstimator<ITransformer>> Images(string to, string from, ImageForm form, IEstimator<ITransformer> vectors) =>
        form.Kind == ImageKind.Image
        ? [ML.Transforms.CopyColumns(to, from)]
        :
        [
            ML.Transforms.CopyColumns(nameof(SavedPath.PConvSource), from),
            form.Kind switch
            {
                ImageKind.Path => Map(new PathMapping(), PathMapping.Contract),
                ImageKind.Bytes => Map(new BytesMapping(), BytesMapping.Contract),
                _ => vectors,
            },
            ML.Transforms.CopyColumns(to, nameof(SavedImage.PConvImages)),
        ];

    static CustomMappingEstimator<TFrom, TTo> Map<TFrom, TTo>(CustomMappingFactory<TFrom, TTo> factory, string contract)
        where TFrom : class, new()
        where TTo : class, new() => ML.Transforms.CustomMapping(factory.GetMapping(), contract);

    /// <summary>An empty view with the columns used for fitting.</summary>
    static IDataView Empty(FittedInpainting saved)
    {
        var definition = SchemaDefinition.Create(typeof(Columns));
        var image = definition[nameof(Columns.Image) + saved.Image.Kind];
        var mask = definition[nameof(Columns.Mask) + (saved.Mask ?? saved.Image).Kind];
        (image.ColumnName, mask.ColumnName) =
            (saved.Options.ImageColumnName, saved.Options.MaskColumnName ?? nameof(SavedInputs.PConvMask));
        definition.RemoveAll(c => c != image && c != mask);
        return ML.Data.LoadFromEnumerable(Array.Empty<Columns>(), definition);
    }

    sealed class Columns
    {
        public const string Image = "Image", Mask = "Mask";

        public MLImage? ImageImage { get; set; }

        public ReadOnlyMemory<char> ImagePath { get; set; }

        public VBuffer<byte> ImageBytes { get; set; }

        public VBuffer<float> ImageVector { get; set; }

        public MLImage? MaskImage { get; set; }

        public ReadOnlyMemory<char> MaskPath { get; set; }

        public VBuffer<byte> MaskBytes { get; set; }

        public VBuffer<float> MaskVector { get; set; }
    }
}
