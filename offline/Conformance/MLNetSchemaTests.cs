#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet.Offline.Conformance;

public class MLNetSchemaTests
{
    [Fact]
    public void The_last_column_of_a_name_is_the_one_seen_by_name_and_the_earlier_ones_are_hidden()
    {
        var schema = Schema(("A", NumberDataViewType.Int32), ("B", TextDataViewType.Instance), ("A", NumberDataViewType.Single));
        Assert.Equal(2, schema["A"].Index);
        Assert.Equal(2, schema.GetColumnOrNull("A").Value.Index);
        Assert.Equal([true, false, false], schema.Select(column => column.IsHidden));
    }

    [Fact]
    public void A_column_hands_on_its_annotations()
    {
        var schema = Schema(("A", NumberDataViewType.Int32));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("B", schema[0].Type, schema[0].Annotations);
        Assert.NotNull(builder.ToSchema()["B"].Annotations);
    }

    [Fact]
    public void A_name_that_is_not_there_is_null_or_an_exception_that_names_it()
    {
        var schema = Schema(("A", NumberDataViewType.Int32));
        Assert.Null(schema.GetColumnOrNull("B"));
        Assert.Contains("'B' not found", Assert.Throws<ArgumentOutOfRangeException>(() => schema["B"]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[1]);
    }

    [Fact]
    public void Types_are_equal_by_what_they_describe_and_print_it()
    {
        Assert.True(new VectorDataViewType(NumberDataViewType.Single, 3).Equals(new VectorDataViewType(NumberDataViewType.Single, 3)));
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 3).Equals(new VectorDataViewType(NumberDataViewType.Single)));
        Assert.Equal("Vector<Single, 3>", new VectorDataViewType(NumberDataViewType.Single, 3).ToString());
        Assert.Equal("Vector<Byte>", new VectorDataViewType(NumberDataViewType.Byte).ToString());
        Assert.False(new VectorDataViewType(NumberDataViewType.Byte).IsKnownSize);
        Assert.True(new ImageDataViewType(4, 6).Equals(new ImageDataViewType(4, 6)));
        Assert.Equal("Image<4, 6>", new ImageDataViewType(4, 6).ToString());
        Assert.Equal("Image", new ImageDataViewType().ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 6));
    }

    [Fact]
    public void The_shape_of_a_column_can_be_had_from_a_custom_mapping_of_nothing()
    {
        var shape = new MLContext().Transforms.CustomMapping<Nothing, Floats>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));
        Assert.Equal("Values", shape[0].Name);
        Assert.Equal(SchemaShape.Column.VectorKind.VariableVector, shape[0].Kind);
        Assert.Same(NumberDataViewType.Single, shape[0].ItemType);
    }

    [Fact]
    public void A_definition_can_rename_and_resize_a_column()
    {
        var definition = SchemaDefinition.Create(typeof(Floats));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Values"].ColumnName = "Pair";
        var view = new MLContext().Data.LoadFromEnumerable([new Floats { Values = [1, 2] }], definition);
        Assert.Equal("Pair", view.Schema[0].Name);
        Assert.Equal(2, ((VectorDataViewType)view.Schema[0].Type).Size);
    }

    [Fact]
    public void A_member_of_an_unknown_type_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Unknown)));

    static DataViewSchema Schema(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var (name, type) in columns)
            builder.AddColumn(name, type);
        return builder.ToSchema();
    }

    sealed class Nothing
    {
    }

    sealed class Floats
    {
        public float[] Values { get; set; }
    }

    sealed class Unknown
    {
        public Version Version { get; set; }
    }
}
