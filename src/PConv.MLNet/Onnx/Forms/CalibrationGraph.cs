using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>The direct form with additional outputs: for each layer, the minimum and maximum per channel of its sums and of its output,
/// float [2, C].</summary>
sealed class CalibrationGraph(NetworkWeights weights) : DirectGraph(weights)
{
    public static string SumsOf(LayerSpec row) => $"{row.Name}.sums";

    public static string OutputsOf(LayerSpec row) => $"{row.Name}.outputs";

    private protected override void Made(LayerSpec row, string sums, string output)
    {
        Range(SumsOf(row), sums, row.OutChannels);
        Range(OutputsOf(row), output, row.OutChannels);
    }

    void Range(string name, string value, int channels)
    {
        string Reduce(string type) =>
            Graph.Node("Unsqueeze", [Graph.Node(type, [value], null, ("axes", new[] { 0L, 2, 3 }), ("keepdims", 0L)), Graph.Constant(0L)]);
        Graph.Node("Concat", [Reduce("ReduceMin"), Reduce("ReduceMax")], name, ("axis", 0L));
        Graph.Output(name, 2, channels);
    }
}
