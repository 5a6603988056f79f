using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Inputs and output of one call: the library's planes, used directly or converted to the model's convention.</summary>
/// <remarks>Our planes: colors and filled float [N, 3, H, W], RGB, [0, 1]; valid float [N, 1, H, W], 1 = valid, 0 = hole.</remarks>
sealed class ModelTensors : IDisposable
{
    readonly ModelSignature signature;
    readonly InpaintingModelDescription description;
    readonly int count;
    readonly ImageSize size;
    readonly List<Action> release = [];
    readonly float[] filled;
    readonly float[] given; // the model's output buffer, if filled is not written directly
    readonly byte[] givenBytes = [];

    /// <summary>Wraps the planes of a call in tensors, or writes converted tensors.</summary>
    public ModelTensors(ModelSignature signature, float[] colors, float[] valid, float[] filled, int count, ImageSize size)
    {
        (this.signature, description, this.filled, this.count, this.size) = (signature, signature.Description, filled, count, size);
        InputNames = description.MaskInput is { } name ? [description.ImageInput, name] : [description.ImageInput];
        if (signature.IsNative)
        {
            given = filled;
            Inputs = [Tensor(colors, RgbImage.Channels), Tensor(valid, 1)];
            Output = Tensor(filled, RgbImage.Channels);
            return;
        }

        given = Rent<float>(RgbImage.Channels);
        givenBytes = signature.Bytes.Output ? Rent<byte>(RgbImage.Channels) : [];
        Inputs = description.MaskInput is null ? [OfBoth(colors, valid)] : [OfImage(colors, valid), OfMask(valid)];
        Output = signature.Bytes.Output ? Tensor(givenBytes, RgbImage.Channels) : Tensor(given, RgbImage.Channels);
    }

    /// <summary>Names of <see cref="Inputs"/>.</summary>
    public string[] InputNames { get; }

    /// <summary>One or two tensors.</summary>
    public OrtValue[] Inputs { get; }

    /// <summary>The output tensor.</summary>
    public OrtValue Output { get; }

    /// <summary>Shape of the output tensor.</summary>
    public long[] Shape => Output.GetTensorTypeAndShape().Shape;

    /// <summary>Converts the model's output into the library's planes.</summary>
    /// <returns>The largest output value of the model, NaN if any value is NaN; 0 if no conversion is needed.</returns>
    public float ReadOutput()
    {
        if (ReferenceEquals(given, filled))
        {
            return 0;
        }

        if (signature.Bytes.Output)
        {
            for (var i = 0; i < count * RgbImage.Channels * size.Area; i++)
            {
                given[i] = givenBytes[i];
            }
        }

        var (black, scale) = (description.OutputRange.Black, 1 / (description.OutputRange.White - description.OutputRange.Black));
        var largest = new float[count * RgbImage.Channels];
        Parallel.For(0, largest.Length, plane =>
        {
            var (start, step) = Place(plane / RgbImage.Channels, Color(plane % RgbImage.Channels), RgbImage.Channels);
            var to = filled.AsSpan(plane * size.Area, size.Area);
            for (var i = 0; i < to.Length; i++)
            {
                var value = given[start + i * step];
                largest[plane] = Math.Max(largest[plane], value);
                to[i] = (value - black) * scale;
            }
        });
        return largest.Max();
    }

    /// <summary>Runs the model again without a preallocated output, after it failed with one, and returns the shape it produces; null if
    /// it fails again or the shape is as expected.</summary>
    public long[]? OtherShape(InferenceSession session)
    {
        try
        {
            using var options = new RunOptions();
            using var outputs = session.Run(options, InputNames, Inputs, [description.Output]);
            return outputs[0].GetTensorTypeAndShape().Shape is var shape && shape.SequenceEqual(Shape) ? null : shape;
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => release.ForEach(give => give());

    OrtValue OfBoth(float[] colors, float[] valid)
    {
        var values = Rent<float>(RgbImage.Channels + 1);
        WriteColors(colors, valid, values, RgbImage.Channels + 1);
        WriteMask(valid, values, RgbImage.Channels + 1);
        return Input(values, RgbImage.Channels + 1, signature.Bytes.Image);
    }

    OrtValue OfImage(float[] colors, float[] valid)
    {
        var values = Rent<float>(RgbImage.Channels);
        WriteColors(colors, valid, values, RgbImage.Channels);
        return Input(values, RgbImage.Channels, signature.Bytes.Image);
    }

    OrtValue OfMask(float[] valid)
    {
        var values = Rent<float>(1);
        WriteMask(valid, values, 1);
        return Input(values, 1, signature.Bytes.Mask);
    }

    void WriteColors(float[] colors, float[] valid, float[] image, int channels)
    {
        var first = channels > RgbImage.Channels && description.MaskFirst ? 1 : 0;
        var (black, scale) = (description.ImageRange.Black, description.ImageRange.White - description.ImageRange.Black);
        Parallel.For(0, count * RgbImage.Channels, plane =>
        {
            var number = plane / RgbImage.Channels;
            var (start, step) = Place(number, first + Color(plane % RgbImage.Channels), channels);
            var from = colors.AsSpan(plane * size.Area, size.Area);
            var known = valid.AsSpan(number * size.Area, size.Area);
            for (var i = 0; i < from.Length; i++)
            {
                image[start + i * step] = known[i] == 0 && description.HoleColor is { } color ? color : black + scale * from[i];
            }
        });
    }

    /// <summary>Must be called after the colors are written, because hole growth changes the plane.</summary>
    void WriteMask(float[] valid, float[] mask, int channels)
    {
        var channel = channels > 1 && !description.MaskFirst ? RgbImage.Channels : 0;
        for (var number = 0; number < count; number++)
        {
            var plane = valid.AsSpan(number * size.Area, size.Area);
            if (description.HoleGrowth > 0)
            {
                HoleGrowth.Apply(plane, size, description.HoleGrowth);
            }

            var (start, step) = Place(number, channel, channels);
            for (var i = 0; i < plane.Length; i++)
            {
                mask[start + i * step] = plane[i] == 0 ? description.MaskValues.Hole : description.MaskValues.Valid;
            }
        }
    }

    /// <summary>Offset of a channel of an image in a tensor, and the stride between its pixels.</summary>
    (int Start, int Step) Place(int number, int channel, int channels) => !description.ChannelsLast
        ? ((number * channels + channel) * size.Area, 1)
        : (number * channels * size.Area + channel, channels);

    int Color(int channel) => description.Bgr ? RgbImage.Channels - 1 - channel : channel;

    OrtValue Input(float[] values, int channels, bool isByte)
    {
        if (!isByte)
        {
            return Tensor(values, channels);
        }

        var bytes = Rent<byte>(channels);
        for (var i = 0; i < count * channels * size.Area; i++)
        {
            bytes[i] = (byte)Math.Clamp(MathF.Round(values[i]), 0, byte.MaxValue);
        }

        return Tensor(bytes, channels);
    }

    T[] Rent<T>(int channels)
    {
        var values = ArrayPool<T>.Shared.Rent(count * channels * size.Area);
        release.Add(() => ArrayPool<T>.Shared.Return(values));
        return values;
    }

    OrtValue Tensor<T>(T[] values, int channels)
        where T : unmanaged
    {
        var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, count * channels * size.Area),
            !description.ChannelsLast ? [count, channels, size.Height, size.Width]
            : [count, size.Height, size.Width, channels]);
        release.Insert(0, tensor.Dispose); // disposed before the array under it returns to the pool
        return tensor;
    }
}
