#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet.Offline.Conformance;

/// <summary>Members of row classes.</summary>
public class MLNetRowTests
{
    readonly MLContext _ml = new(1);

    [Fact]
    public void Numbers_OfEveryKind_SurviveTheWayThroughAView()
    {
        var row = new Scalars { A = true, B = -1, C = 2, D = -3, E = 4, F = -5, G = 6, H = -7, I = 8, J = 0.5f, K = 0.25 };
        var copy = Back<Scalars>(View(row));
        Assert.Equal((row.A, row.B, row.C, row.D, row.E, row.F, row.G), (copy.A, copy.B, copy.C, copy.D, copy.E, copy.F, copy.G));
        Assert.Equal((row.H, row.I, row.J, row.K), (copy.H, copy.I, copy.J, copy.K));
        Assert.Equal("Boolean SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double",
            string.Join(" ", View(row).Schema.Select(column => column.Type)));
    }

    [Fact]
    public void Texts_AreStringsOrMemory_AndReadAsEither()
    {
        var view = View(new Texts { Text = "ä b", Memory = "cde".AsMemory(1), Many = ["f", null, "g"] });
        Assert.Equal(["Text: String", "Memory: String", "Many: Vector<String>"], view.Schema.Select(column => $"{column.Name}: {column.Type}"));
        var copy = Back<Texts>(view);
        Assert.Equal(("ä b", "de"), (copy.Text, copy.Memory.ToString()));
        Assert.Equal(["f", "", "g"], copy.Many);
        Assert.Equal(["de"], view.GetColumn<string>("Memory"));
        Assert.Equal("ä b", Back<TextAsMemory>(view).Text.ToString());
    }

    [Fact]
    public void Vectors_HaveTheDimensionsOfTheirAttribute_OrNone()
    {
        var view = View(new Vectors
        {
            Bytes = [1, 2],
            Grid = [1, 2, 3, 4, 5, 6],
            Open = [7],
            Buffer = new VBuffer<byte>(2, [8, 9]),
            Floats = new VBuffer<float>(1, [0.5f])
        });
        Assert.Equal(["Vector<Byte>", "Vector<Single, 2, 3>", "Vector<Single, *, 3>", "Vector<Byte>", "Vector<Single, 1>"],
            view.Schema.Select(column => column.Type.ToString()));
        var copy = Back<Vectors>(view);
        Assert.Equal([1, 2], copy.Bytes);
        Assert.Equal([1, 2, 3, 4, 5, 6], copy.Grid);
        Assert.Equal([8, 9], copy.Buffer.DenseValues());
        Assert.Equal(0.5f, copy.Floats.GetItemOrDefault(0));
    }

    [Fact]
    public void VectorType_TellsItsShape()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 2, 0);
        Assert.Equal([2, 0], type.Dimensions.ToArray());
        Assert.Equal((0, false), (type.Size, type.IsKnownSize));
        Assert.Equal([0], new VectorDataViewType(NumberDataViewType.Single).Dimensions.ToArray());
        Assert.False(type.Equals(new VectorDataViewType(NumberDataViewType.Single)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));
    }

    [Fact]
    public void AVectorOfAReusedRow_IsWrittenOver()
    {
        var view = _ml.Data.LoadFromEnumerable([new OneBuffer { Values = new VBuffer<float>(2, [1, 2]) }, new OneBuffer { Values = new VBuffer<float>(1, [3]) }]);
        var kept = _ml.Data.CreateEnumerable<OneBuffer>(view, reuseRowObject: false).Select(row => row.Values).ToList();
        Assert.Equal([1, 2], kept[0].DenseValues());
        var reused = _ml.Data.CreateEnumerable<OneBuffer>(view, reuseRowObject: true).Select(row => row.Values).ToList();
        Assert.Equal([3, 2], reused[0].DenseValues());
        Assert.Equal([3], reused[1].DenseValues());
    }

    [Fact]
    public void VBuffer_CopiesChecksAndEdits()
    {
        var vector = new VBuffer<int>(2, [4, 5, 6]);
        Assert.Equal((2, true), (vector.Length, vector.IsDense));
        Assert.Equal([4, 5], vector.GetValues().ToArray());
        Assert.Equal([KeyValuePair.Create(0, 4), KeyValuePair.Create(1, 5)], vector.Items());
        var room = new int[3];
        vector.CopyTo(room);
        Assert.Equal([4, 5, 0], room);
        Assert.Throws<ArgumentOutOfRangeException>(() => vector.GetItemOrDefault(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(2, [1]));
        var editor = VBufferEditor.Create(ref vector, 3);
        editor.Values.Fill(9);
        Assert.Equal([9, 9, 9], editor.Commit().DenseValues());
        Assert.Equal([9, 9], vector.DenseValues());
        Assert.Empty(default(VBuffer<int>).DenseValues());
    }

    [Fact]
    public void ColumnName_RenamesAndNoColumnHides()
    {
        var view = View(new Named { Inner = 3, Hidden = 4 });
        Assert.Equal(["Outer"], view.Schema.Select(column => column.Name));
        Assert.Equal((3, 0), (Back<Named>(view).Inner, Back<Named>(view).Hidden));
    }

    [Fact]
    public void TwoMembersOfOneColumnName_AreRefused()
        => Assert.Contains("Duplicate column name", Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Twice))).Message);

    [Fact]
    public void VectorType_OnAScalar_IsRefused()
        => Assert.Contains("VectorTypeAttribute", Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(NoVector))).Message);

    [Fact]
    public void ImageType_GivesTheSize_AndFailsWithoutOne()
    {
        using var image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Bgra32, new byte[24]);
        var view = View(new Sized { Image = image });
        Assert.Equal("Image<2, 3>", view.Schema[0].Type.ToString());
        Assert.Same(image, Back<Sized>(view).Image);
        Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Unsized)));
    }

    [Fact]
    public void APredictionEngine_TakesAndGivesVectors()
    {
        var model = _ml.Transforms.CustomMapping<OneBuffer, Sum>((from, to) => to.Parts = [from.Values.DenseValues().Sum(), from.Values.Length], null)
            .Fit(View(new OneBuffer()));
        using var engine = _ml.Model.CreatePredictionEngine<OneBuffer, Sum>(model);
        Assert.Equal([3, 2], engine.Predict(new OneBuffer { Values = new VBuffer<float>(2, [1, 2]) }).Parts);
    }

    [Fact]
    public void AKnownLength_FitsAnOpenOne_ButNotTheOtherWayRound()
    {
        var toOpen = _ml.Transforms.CustomMapping<Open, Sum>((_, _) => { }, null);
        var toPair = _ml.Transforms.CustomMapping<Pair, Sum>((_, _) => { }, null);
        toOpen.Append(toOpen).Fit(View(new Pair { Values = [1, 2] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => toPair.Append(toPair).Fit(View(new Open { Values = [1, 2] })));
    }

    IDataView View<T>(T row) where T : class => _ml.Data.LoadFromEnumerable([row]);
    T Back<T>(IDataView view) where T : class, new() => Assert.Single(_ml.Data.CreateEnumerable<T>(view, reuseRowObject: false));

    sealed class Scalars
    {
        public bool A { get; set; }
        public sbyte B { get; set; }
        public byte C { get; set; }
        public short D { get; set; }
        public ushort E { get; set; }
        public int F { get; set; }
        public uint G { get; set; }
        public long H { get; set; }
        public ulong I { get; set; }
        public float J { get; set; }
        public double K { get; set; }
    }

    sealed class Texts
    {
        public string Text { get; set; }
        public ReadOnlyMemory<char> Memory { get; set; }
        public string[] Many { get; set; }
    }

    sealed class TextAsMemory
    {
        public ReadOnlyMemory<char> Text { get; set; }
    }

    sealed class Vectors
    {
        public byte[] Bytes { get; set; }
        [VectorType(2, 3)]
        public float[] Grid { get; set; }
        [VectorType(0, 3)]
        public float[] Open { get; set; }
        public VBuffer<byte> Buffer { get; set; }
        [VectorType(1)]
        public VBuffer<float> Floats { get; set; }
    }

    sealed class OneBuffer
    {
        public VBuffer<float> Values { get; set; }
    }

    sealed class Named
    {
        [ColumnName("Outer")]
        public int Inner { get; set; }
        [NoColumn]
        public int Hidden { get; set; }
    }

    sealed class Twice
    {
        public int A { get; set; }
        [ColumnName("A")]
        public int B { get; set; }
    }

    sealed class NoVector
    {
        [VectorType(3)]
        public int A { get; set; }
    }

    sealed class Sized
    {
        [ImageType(2, 3)]
        public MLImage Image { get; set; }
    }

    sealed class Unsized
    {
        [ImageType]
        public MLImage Image { get; set; }
    }

    sealed class Sum
    {
        public float[] Parts { get; set; }
    }

    sealed class Open
    {
        public float[] Values { get; set; }
    }

    sealed class Pair
    {
        [VectorType(2)]
        public float[] Values { get; set; }
    }
}
