using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>A source of a model: the built-in model, a file, or bytes in memory.</summary>
public abstract class InpaintingModel
{
    /// <summary>The model that ships with the library.</summary>
    public static InpaintingModel BuiltIn { get; } = new OfLibrary("the built-in model", BuiltInModel.Load);

    /// <summary>Specification and weights of the built-in model, to export or to train on; BuiltIn/README.md describes how it was
    /// trained.</summary>
    public static NetworkWeights BuiltInWeights() => BuiltInModel.Load();

    /// <summary>Name of the model in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Cache key; equal keys mean the same model.</summary>
    internal abstract string Key { get; }

    /// <summary>An ONNX file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static InpaintingModel FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? new OfFile(Path.GetFullPath(path))
            : throw new FileNotFoundException($"There is no model '{path}'. Pass an ONNX file, as 'pconv-train export' writes it.", path);
    }

    /// <summary>The bytes of an ONNX file. The array is not copied.</summary>
    public static InpaintingModel FromBytes(byte[] onnx)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        return new OfMemory(onnx, "model in memory");
    }

    /// <summary>The network that refines fills of the natural style.</summary>
    internal static InpaintingModel Refiner { get; } = new OfLibrary("the network of the natural style", BuiltInModel.LoadRefiner);

    /// <summary>The ONNX file as bytes, so that a saved pipeline can contain it.</summary>
    /// <exception cref="InvalidOperationException">The file was deleted or has changed since this object was created.</exception>
    public abstract byte[] ToBytes();

    /// <summary>The file as this library runs it, which it alone can read if the initial fill is left out.</summary>
    internal virtual byte[] ToLibraryBytes() => ToBytes();

    internal virtual InferenceSession Open(SessionOptions options) => new(ToLibraryBytes(), options);

    sealed class OfLibrary(string name, Func<NetworkWeights> load) : InpaintingModel
    {
        public override string Name => name;

        internal override string Key => Name;

        public override byte[] ToBytes() => OnnxExport.ToBytes(load());

        internal override byte[] ToLibraryBytes() => OnnxExport.ToLibraryBytes(load());
    }

    sealed class OfFile(string path) : InpaintingModel
    {
        readonly string stamp = Stamp(path);

        public override string Name => path;

        internal override string Key => stamp;

        public override byte[] ToBytes() => Stamp(path) == stamp
            ? File.ReadAllBytes(path)
            : throw new InvalidOperationException(
                $"The model file '{path}' has changed since the pipeline was fitted. Fit it again, or put the old file back.");

        internal override InferenceSession Open(SessionOptions options) => new(path, options); // by path: it may refer to files beside it

        static string Stamp(string path) =>
            new FileInfo(path) is { Exists: true } file ? $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}" : "";
    }

    sealed class OfMemory(byte[] onnx, string name) : InpaintingModel
    {
        public override string Name => name;

        internal override string Key { get; } = Convert.ToHexString(SHA256.HashData(onnx));

        public override byte[] ToBytes() => onnx;
    }
}
