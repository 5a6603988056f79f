using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(string outputColumnName, string imageFolder, string inputColumnName, bool decode)
        : base(new ImageLoadingTransformer(outputColumnName, imageFolder, inputColumnName, decode))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.Input(inputSchema, type => type is TextDataViewType, TextDataViewType.Instance.ToString());
        return inputSchema.With([new SchemaShape.Column(Transformer.OutputColumnName, Transformer.OutputType)]);
    }
}

/// <summary>Reads the file a text column names, as an image or as its bytes. An empty name gives no image.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    public readonly string ImageFolder;

    internal ImageLoadingTransformer(string outputColumnName, string imageFolder, string inputColumnName, bool decode)
        : this(outputColumnName, inputColumnName, decode)
    {
        if (!string.IsNullOrEmpty(imageFolder))
            ImageFolder = Directory.Exists(imageFolder) ? Path.GetFullPath(imageFolder) : throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
    }

    ImageLoadingTransformer(string outputColumnName, string inputColumnName, bool decode) : base(outputColumnName, inputColumnName)
        => OutputType = decode ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);

    ImageLoadingTransformer(ModelLoadContext ctx, string[] names) : this(names[0], names[1], ctx.Reader.ReadBoolean())
        => ImageFolder = ctx.Reader.ReadString() is { Length: > 0 } folder ? folder : null;

    internal DataViewType OutputType { get; }

    private protected override DataViewSchema.DetachedColumn Output(DataViewSchema.Column input)
        => input.Type is TextDataViewType ? new(OutputColumnName, OutputType)
            : throw Check.SchemaMismatch("inputSchema", "input", InputColumnName, TextDataViewType.Instance.ToString(), input.Type.ToString());

    private protected override Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        disposer = null;
        var getPath = row.GetGetter<ReadOnlyMemory<char>>(input);
        return OutputType is ImageDataViewType ? Images(getPath, out disposer) : Bytes(getPath);
    }

    private protected override void Save(ModelSaveContext ctx)
    {
        base.Save(ctx);
        ctx.Writer.Write(OutputType is ImageDataViewType);
        ctx.Writer.Write(ImageFolder ?? "");
    }

    static ImageLoadingTransformer Load(ModelLoadContext ctx) => new(ctx, ctx.ReadNames());

    /// <summary>The caller's previous image is disposed with every call, the last one with the cursor.</summary>
    ValueGetter<MLImage> Images(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
    {
        MLImage last = null;
        disposer = () => last?.Dispose();
        return (ref MLImage image) =>
        {
            image?.Dispose();
            image = null;
            if (FullPath(getPath) is { } path)
            {
                image = MLImage.Decode(File.ReadAllBytes(path));
                image.Tag = path;
            }
            last = image;
        };
    }

    ValueGetter<VBuffer<byte>> Bytes(ValueGetter<ReadOnlyMemory<char>> getPath) => (ref VBuffer<byte> bytes) =>
    {
        var read = FullPath(getPath) is { } path ? File.ReadAllBytes(path) : [];
        bytes = new VBuffer<byte>(read.Length, read);
    };

    string FullPath(ValueGetter<ReadOnlyMemory<char>> getPath)
    {
        ReadOnlyMemory<char> path = default;
        getPath(ref path);
        return path.IsEmpty ? null : string.IsNullOrWhiteSpace(ImageFolder) ? path.ToString() : Path.Combine(ImageFolder, path.ToString());
    }
}
