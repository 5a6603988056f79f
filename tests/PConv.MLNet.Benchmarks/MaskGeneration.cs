using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary>What drawing a mask of 512² costs, by kind: the mean over the six classes of hole ratio, with and without a border.</summary>
static class MaskGeneration
{
    const int PerClass = 4;

    public static void Run()
    {
        foreach (var augmentation in new[] { null, new MaskAugmentation() })
        {
            var peers = Enum.GetValues<MaskKind>().Select(kind => Drawing(kind, augmentation)).ToArray();
            var title = $"Masks of 512², six buckets, N and B{(augmentation is null ? "" : ", augmented")}";
            Measure.Compare(title, 2 * PerClass * HoleRatioBucket.All.Count, Measure.Rounds(15), peers);
        }
    }

    static Peer Drawing(MaskKind kind, MaskAugmentation? augmentation)
    {
        var generators = (
            from bucket in HoleRatioBucket.All
            from border in new[] { 0, EvaluationOptions.PaperBorder }
            select new IrregularMaskGenerator(new(
                ) { HoleRatio = bucket, Border = border, Kinds = MaskKindWeights.Only(kind), Augmentation = augmentation })).ToArray();
        return new(kind.ToString(), () =>
        {
            foreach (var generator in generators)
            {
                for (var i = 0; i < PerClass; i++)
                {
                    generator.Generate(i);
                }
            }
        });
    }
}
