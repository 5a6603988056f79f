using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A field or property as a source or target of column values.</summary>
readonly struct MemberAccess(MemberInfo member)
{
    public MemberInfo Member => member;
    public Type Type => member is FieldInfo info ? info.FieldType : ((PropertyInfo)member).PropertyType;
    public bool IsVector => Type.IsArray || IsBuffer;
    bool IsBuffer => Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(VBuffer<>);
    Type ElementType => Type.IsArray ? Type.GetElementType() : IsBuffer ? Type.GetGenericArguments()[0] : Type;

    /// <summary>The type of one item as columns store it.</summary>
    public Type ItemType => ElementType == typeof(string) ? typeof(ReadOnlyMemory<char>) : ElementType;

    public bool Fits(DataViewType column)
        => column is VectorDataViewType vector ? IsVector && vector.ItemType.RawType == ItemType : !IsVector && column.RawType == ItemType;

    public DataViewType DefaultColumnType()
    {
        var known = DataViewTypeManager.Find(ItemType, member.GetCustomAttribute<DataViewTypeAttribute>());
        if (known != null)
            return known;
        var item = PrimitiveDataViewType.OfRawType(ItemType);
        Check.Param(item != null, "rawType", $"Could not determine an IDataView type and registered custom types for member {member.Name}");
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        Check.Param(vector == null || IsVector, "userType",
            $"Member {member.Name} marked with {nameof(VectorTypeAttribute)}, but does not appear to be a vector type");
        return IsVector ? new VectorDataViewType(item, vector?.Dims is { Length: > 0 } dimensions ? dimensions : [0]) : item;
    }

    public Func<TRow, TValue> Getter<TRow, TValue>()
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TValue>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    public Action<TRow, TValue> Setter<TRow, TValue>()
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow)), value = Expression.Parameter(typeof(TValue));
        return Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }
}

/// <summary>One column of a class: name, type in the view, member behind it.</summary>
sealed record MemberColumn(string Name, DataViewType Type, MemberAccess Member)
{
    public DataViewSchema.DetachedColumn Detached => new(Name, Type);

    public static MemberColumn[] Of(Type type, SchemaDefinition definition, SchemaDefinition.Direction direction)
        => (definition ?? SchemaDefinition.Create(type, direction)).Select(column => Of(type, column)).ToArray();

    static MemberColumn Of(Type type, SchemaDefinition.Column column)
    {
        var info = (MemberInfo)type.GetField(column.MemberName) ?? type.GetProperty(column.MemberName);
        Check.Param(info != null, "userSchemaDefinition", $"No field or property with name '{column.MemberName}' found in type '{type.FullName}'");
        var member = new MemberAccess(info);
        var columnType = column.ColumnType ?? member.DefaultColumnType();
        Check.Param(columnType is VectorDataViewType == member.IsVector, "userSchemaDefinition",
            $"Column '{column.ColumnName}' is supposed to be {Kind(!member.IsVector)}, but type of associated field '{column.MemberName}' is {Kind(member.IsVector)}");
        Check.Param(member.Fits(columnType), "userSchemaDefinition",
            $"Column '{column.ColumnName}' is supposed to have item type {(columnType as VectorDataViewType)?.ItemType.RawType ?? columnType.RawType}, but associated field has type {member.ItemType}");
        return new MemberColumn(string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName, columnType, member);
    }

    static string Kind(bool vector) => vector ? "vector" : "scalar";
}

/// <summary>Calls a generic method with types that are known only when the program runs.</summary>
static class Generic
{
    public static object Call(object target, string method, Type type, params object[] arguments)
        => target.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .MakeGenericMethod(type).Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
