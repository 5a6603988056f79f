using System.Text;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Testing;

/// <summary>Small ONNX models.</summary>
static class ModelFile
{
    /// <summary>A network of two levels with random weights.</summary>
    public static string Write(string path)
    {
        OnnxExport.Save(Samples.Network(UNetSpec.WithWidth(4, 2)), path);
        return path;
    }

    /// <summary>A network of which a weight is NaN, and so every value it gives for red.</summary>
    public static string WriteNaN(string path)
    {
        var weights = Samples.Network(UNetSpec.WithWidth(4, 2));
        weights[$"{weights.Spec.Rows.Last().Name}.bias"].Values[0] = float.NaN;
        OnnxExport.Save(weights, path);
        return path;
    }

    /// <summary>A sound model whose image input has another name.</summary>
    public static string WriteWithOtherInputs(string path)
    {
        var model = File.ReadAllBytes(Write(path));
        ReadOnlySpan<byte> name = "image"u8;
        for (var at = model.AsSpan().IndexOf(name); at >= 0; at = model.AsSpan().IndexOf(name))
        {
            Encoding.ASCII.GetBytes("photo").CopyTo(model, at);
        }

        File.WriteAllBytes(path, model);
        return path;
    }
}
