using Microsoft.ML.Data;
using Microsoft.ML.Images;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    public enum ResizingKind : byte
    {
        IsoPad = 0,
        IsoCrop = 1,
        Fill = 2
    }

    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4
    }

    internal ImageResizingEstimator(ImageResizingTransformer transformer) : base(transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.Input(inputSchema, type => type is ImageDataViewType, new ImageDataViewType().ToString());
        return inputSchema.With([new SchemaShape.Column(Transformer.OutputColumnName, Transformer.OutputType)]);
    }
}

public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    readonly ImageResizingEstimator.ResizingKind _resizing;
    readonly ImageResizingEstimator.Anchor _anchor;

    internal ImageResizingTransformer(string outputColumnName, int imageWidth, int imageHeight, string inputColumnName,
        ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor cropAnchor) : base(outputColumnName, inputColumnName)
    {
        Check.Param(imageWidth > 0, nameof(imageWidth));
        Check.Param(imageHeight > 0, nameof(imageHeight));
        Check.Param(Enum.IsDefined(resizing), nameof(resizing));
        Check.Param(Enum.IsDefined(cropAnchor), nameof(cropAnchor));
        OutputType = new ImageDataViewType(imageHeight, imageWidth);
        _resizing = resizing;
        _anchor = cropAnchor;
    }

    internal ImageDataViewType OutputType { get; }

    private protected override DataViewSchema.DetachedColumn Output(DataViewSchema.Column input)
        => input.Type is ImageDataViewType ? new(OutputColumnName, OutputType)
            : throw Check.SchemaMismatch("inputSchema", "input", InputColumnName, "image", input.Type.ToString());

    private protected override void Save(ModelSaveContext ctx)
    {
        base.Save(ctx);
        ctx.Writer.Write(OutputType.Width);
        ctx.Writer.Write(OutputType.Height);
        ctx.Writer.Write((byte)_resizing);
        ctx.Writer.Write((byte)_anchor);
    }

    static ImageResizingTransformer Load(ModelLoadContext ctx)
    {
        var names = ctx.ReadNames();
        return new ImageResizingTransformer(names[0], ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), names[1],
            (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte(), (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte());
    }

    /// <summary>An image that has the size already is handed on, not copied.</summary>
    private protected override Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        disposer = null;
        var getSource = row.GetGetter<MLImage>(input);
        MLImage source = null;
        return (ValueGetter<MLImage>)((ref MLImage image) =>
        {
            image?.Dispose();
            getSource(ref source);
            if (source == null)
                return;
            image = source.Height == OutputType.Height && source.Width == OutputType.Width
                ? source : ImageResampler.Resize(source, OutputType.Width, OutputType.Height, _resizing, _anchor);
        });
    }
}
