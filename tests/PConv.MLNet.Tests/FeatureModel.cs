namespace PConv.MLNet.Testing;

/// <summary>A small feature network.</summary>
static class FeatureModel
{
    /// <summary>Two layers: what of the colors is above 0.3, and colors with their squares, float [N, 6, H, W], times a scale. Height and
    /// width are numbers or names.</summary>
    public static string Write(string path, object? height = null, object? width = null, float scale = 1)
    {
        var (h, w) = (height ?? "H", width ?? "W");
        Models.Save(path, graph =>
        {
            var image = graph.Input("image", "N", 3, h, w);
            graph.Node("Relu", [graph.Node("Sub", [image, graph.Scalar(.3f)])], "first");
            graph.Node("Mul", [graph.Node("Concat", [image, graph.Node("Mul", [image, image])], null, ("axis", 1L)), graph.Scalar(scale)],
                "second");
            graph.Output("first", "N", 3, h, w);
            graph.Output("second", "N", 6, h, w);
        });
        return path;
    }
}
