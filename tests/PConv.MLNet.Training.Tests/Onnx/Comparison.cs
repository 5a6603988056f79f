using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>The same input through ONNX Runtime and through Torch: images [N, 3, H, W] and masks [N, 1, H, W] as flat floats.</summary>
static class Comparison
{
    public const double Tolerance = 1e-4;

    /// <summary>Runs a model of two inputs and one output.</summary>
    public static float[] Onnx(byte[] model, float[] image, float[] mask, int n, int height, int width)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        using var x = OrtValue.CreateTensorValueFromMemory(image, [n, 3, height, width]);
        using var m = OrtValue.CreateTensorValueFromMemory(mask, [n, 1, height, width]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["image", "mask"], [x, m], ["output"]);
        Assert.Equal([n, 3, height, width], outputs[0].GetTensorTypeAndShape().Shape);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>I_comp of the Torch network: padded with holes to the next multiple, cropped, composited.</summary>
    public static float[] Torch(NetworkWeights weights, float[] image, float[] mask, int n, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = weights.ToNetwork();
        var padded = new ImageSize(width, height).RoundUpTo(weights.Spec.SizeMultiple);
        var x = zeros([n, 3, padded.Height, padded.Width]);
        var m = zeros([n, 1, padded.Height, padded.Width]);
        x.narrow(2, 0, height).narrow(3, 0, width).copy_(tensor(image, [n, 3, height, width]));
        m.narrow(2, 0, height).narrow(3, 0, width).copy_(tensor(mask, [n, 1, height, width]));
        var output = network.call(x, m).narrow(2, 0, height).narrow(3, 0, width).contiguous().data<float>().ToArray();
        return [.. output.Select((v, i) => mask[i / (3 * height * width) * height * width + i % (height * width)] == 1 ? image[i] : v)];
    }

    public static void Close(float[] expected, float[] actual, string form) => Close(expected, actual, Tolerance, form);

    public static void Close(float[] expected, float[] actual, double tolerance = Tolerance, string form = "ONNX")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Value {i}: Torch gives {expected[i]}, {form} {actual[i]}.");
        }
    }

    public static float[] Planes(RgbImage image)
    {
        var planes = new float[3 * image.Size.Area];
        PlanarLayout.Write(image, planes, image.Size);
        return planes;
    }

    public static float[] Plane(Mask mask)
    {
        var plane = new float[mask.Size.Area];
        PlanarLayout.Write(mask, plane, mask.Size);
        return plane;
    }
}
