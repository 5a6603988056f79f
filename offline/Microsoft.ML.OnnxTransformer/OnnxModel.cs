using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An input or output of a model. Its first dimension, the batch, is 1 where it is open; any other open one is 0.</summary>
sealed record OnnxVariable(string Name, DataViewType Type, int[] Shape)
{
    public PrimitiveDataViewType ItemType => (Type as VectorDataViewType)?.ItemType ?? (PrimitiveDataViewType)Type;
}

/// <summary>A session and what goes in and out of it, as columns see it.</summary>
sealed class OnnxModel : IDisposable
{
    readonly InferenceSession _session;

    public OnnxModel(byte[] bytes, OnnxOptions options)
    {
        Bytes = bytes;
        try
        {
            _session = Open(bytes, options);
            Inputs = Variables(_session.InputMetadata, options.ShapeDictionary);
            Outputs = Variables(_session.OutputMetadata, options.ShapeDictionary);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidOperationException($"Error initializing model :{error}", error);
        }
    }

    public byte[] Bytes { get; }
    public OnnxVariable[] Inputs { get; }
    public OnnxVariable[] Outputs { get; }

    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputs)
        => _session.Run(inputs, outputs);

    public void Dispose() => _session.Dispose();

    /// <summary>Those named, or all.</summary>
    public static OnnxVariable[] Choose(OnnxVariable[] variables, string[] names, string role)
        => names is { Length: > 0 } ? Array.ConvertAll(names, name => Find(variables, name, role)) : variables;

    static OnnxVariable Find(OnnxVariable[] variables, string name, string role)
        => variables.FirstOrDefault(variable => variable.Name == name) ?? throw new ArgumentOutOfRangeException(nameof(name), name,
            $"{role} tensor, {name}, does not exist in the ONNX model. "
            + $"Available {role.ToLowerInvariant()} names are [{string.Join(",", variables.Select(item => item.Name))}].");

    static InferenceSession Open(byte[] bytes, OnnxOptions options)
    {
        if (options.GpuDeviceId is int device)
        {
            try
            {
                return Open(bytes, options, SessionOptions.MakeSessionOptionWithCudaProvider(device));
            }
            catch (OnnxRuntimeException) when (options.FallbackToCpu)
            {
            }
        }
        return Open(bytes, options, new SessionOptions());
    }

    static InferenceSession Open(byte[] bytes, OnnxOptions options, SessionOptions session)
    {
        session.InterOpNumThreads = options.InterOpNumThreads ?? session.InterOpNumThreads;
        session.IntraOpNumThreads = options.IntraOpNumThreads ?? session.IntraOpNumThreads;
        return new InferenceSession(bytes, session);
    }

    static OnnxVariable[] Variables(IReadOnlyDictionary<string, NodeMetadata> metadata, IDictionary<string, int[]> shapes)
        => metadata.Select(item => Variable(item.Key, item.Value, shapes?.TryGetValue(item.Key, out var shape) == true ? shape : null)).ToArray();

    static OnnxVariable Variable(string name, NodeMetadata metadata, int[] given)
    {
        var stored = metadata.Dimensions;
        if (given != null && (given.Length != stored.Length || given.Zip(stored).Any(pair => pair.First != pair.Second && pair.First > 0 && pair.Second > 0)))
            throw new ArgumentOutOfRangeException("shapeDictionary", $"The specified shape {string.Join(",", given)} is not compatible with the shape "
                + $"{string.Join(",", stored)} loaded from the ONNX model file. Only unknown dimension can replace or be replaced by another dimension.");
        var item = PrimitiveDataViewType.OfRawType(metadata.ElementType)
            ?? throw new InvalidOperationException($"Unsupported ONNX scalar type: {metadata.ElementType}");
        var shape = (given ?? stored).Select((length, i) => length > 0 ? length : i == 0 ? 1 : 0).ToArray();
        DataViewType type = stored.Length == 0 ? item : shape.Contains(0) ? new VectorDataViewType(item) : new VectorDataViewType(item, shape);
        return new OnnxVariable(name, type, shape.Length == 0 ? [1] : shape);
    }
}
