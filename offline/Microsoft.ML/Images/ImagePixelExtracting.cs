using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 0x01,
        Red = 0x02,
        Green = 0x04,
        Blue = 0x08,
        Rgb = Red | Green | Blue,
        All = Alpha | Red | Green | Blue
    }

    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6
    }

    internal ImagePixelExtractingEstimator(ImagePixelExtractingTransformer transformer) : base(transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.Input(inputSchema, type => type is ImageDataViewType, new ImageDataViewType().ToString());
        return inputSchema.With([new SchemaShape.Column(Transformer.OutputColumnName, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType)]);
    }
}

/// <summary>(value − offset) · scale of each chosen colour, plane by plane or pixel by pixel; bytes are left as they are.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    readonly ImagePixelExtractingEstimator.ColorBits _colors;
    readonly ImagePixelExtractingEstimator.ColorsOrder _order;
    readonly bool _interleave;
    readonly float _offset;
    readonly float _scale;
    readonly char[] _planes;

    internal ImagePixelExtractingTransformer(string outputColumnName, string inputColumnName, ImagePixelExtractingEstimator.ColorBits colors,
        ImagePixelExtractingEstimator.ColorsOrder order, bool interleave, float offset, float scale, bool floats) : base(outputColumnName, inputColumnName)
    {
        _colors = colors;
        _order = order;
        _interleave = interleave;
        (_offset, _scale) = floats ? (offset, scale) : (0, 1);
        _planes = [.. order.ToString().Where(color => colors.HasFlag(Bit(color)))];
        ItemType = floats ? NumberDataViewType.Single : NumberDataViewType.Byte;
        Check.Param(_planes.Length > 0, "colorsToExtract", "Need to use at least one color plane.");
        Check.Param(float.IsFinite(_offset), "offsetImage");
        Check.Param(float.IsFinite(_scale) && _scale != 0, "scaleImage");
    }

    internal NumberDataViewType ItemType { get; }

    private protected override DataViewSchema.DetachedColumn Output(DataViewSchema.Column input)
    {
        if (input.Type is not ImageDataViewType image)
            throw Check.SchemaMismatch("inputSchema", "input", InputColumnName, "image", input.Type.ToString());
        if (image.Height == 0)
            throw Check.SchemaMismatch("inputSchema", "input", InputColumnName, "known-size image", "unknown-size image");
        return new(OutputColumnName, _interleave ? new VectorDataViewType(ItemType, image.Height, image.Width, _planes.Length)
            : new VectorDataViewType(ItemType, _planes.Length, image.Height, image.Width));
    }

    private protected override Delegate Getter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
        => ItemType == NumberDataViewType.Single ? Getter<float>(row, input, value => (value - _offset) * _scale, out disposer)
            : Getter<byte>(row, input, value => value, out disposer);

    /// <summary>No image gives zeros.</summary>
    ValueGetter<VBuffer<T>> Getter<T>(DataViewRow row, DataViewSchema.Column input, Func<byte, T> convert, out Action disposer)
    {
        var (size, getImage) = ((ImageDataViewType)input.Type, row.GetGetter<MLImage>(input));
        MLImage image = null;
        disposer = () => image?.Dispose();
        int pixels = size.Height * size.Width;
        return (ref VBuffer<T> value) =>
        {
            getImage(ref image);
            var editor = VBufferEditor.Create(ref value, pixels * _planes.Length);
            editor.Values.Clear();
            if (image != null)
            {
                Check.That(image.Height == size.Height && image.Width == size.Width, "Check failed");
                var source = image.Pixels;
                for (int plane = 0; plane < _planes.Length; plane++)
                {
                    int offset = Offset(_planes[plane], image.PixelFormat);
                    for (int i = 0; i < pixels; i++)
                        editor.Values[_interleave ? i * _planes.Length + plane : plane * pixels + i] = convert(source[i * 4 + offset]);
                }
            }
            value = editor.Commit();
        };
    }

    static ImagePixelExtractingEstimator.ColorBits Bit(char color) => (ImagePixelExtractingEstimator.ColorBits)(1 << "ARGB".IndexOf(color));

    static int Offset(char color, MLPixelFormat format) => (format == MLPixelFormat.Bgra32 ? "BGRA" : "RGBA").IndexOf(color);

    private protected override void Save(ModelSaveContext ctx)
    {
        base.Save(ctx);
        ctx.Writer.WriteValues([(byte)_colors, (byte)_order, (byte)(_interleave ? 1 : 0), (byte)(ItemType == NumberDataViewType.Single ? 1 : 0)]);
        ctx.Writer.WriteValues([_offset, _scale]);
    }

    static ImagePixelExtractingTransformer Load(ModelLoadContext ctx)
    {
        var (names, bytes, range) = (ctx.ReadNames(), ctx.Reader.ReadValues<byte>(), ctx.Reader.ReadValues<float>());
        return new ImagePixelExtractingTransformer(names[0], names[1], (ImagePixelExtractingEstimator.ColorBits)bytes[0],
            (ImagePixelExtractingEstimator.ColorsOrder)bytes[1], bytes[2] == 1, range[0], range[1], bytes[3] == 1);
    }
}
