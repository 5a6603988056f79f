namespace Microsoft.ML.Data;

/// <summary>Writes the values of a row into the fields and properties of objects.</summary>
sealed class ObjectFiller<TRow> where TRow : class
{
    readonly (DataViewSchema.Column Source, MemberColumn Target)[] _bindings;

    public ObjectFiller(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        var bindings = new List<(DataViewSchema.Column, MemberColumn)>();
        foreach (var target in MemberColumn.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(target.Name) is not { } source)
            {
                if (!ignoreMissingColumns)
                    throw Check.MissingColumn("Schema", "", target.Name);
                continue;
            }
            Check.That(target.Member.Fits(source.Type), $"Can't bind the IDataView column '{source.Name}' of type '{source.Type}' to field or property "
                + $"'{target.Member.Member.Name}' of type '{target.Member.Type.FullName}'.");
            bindings.Add((source, target));
        }
        _bindings = [.. bindings];
    }

    public IEnumerable<DataViewSchema.Column> Needed => _bindings.Select(binding => binding.Source);

    /// <summary>An action that fills an object from the current position of the row.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _bindings.Select(binding => Setter(row, binding.Source, binding.Target.Member)).ToArray();
        return target =>
        {
            foreach (var set in setters)
                set(target);
        };
    }

    Action<TRow> Setter(DataViewRow row, DataViewSchema.Column source, MemberAccess member)
    {
        var type = member.Type;
        if (type == typeof(string))
            return Text(row, source, member);
        if (type == typeof(string[]))
            return Array<ReadOnlyMemory<char>, string>(row, source, member, (texts, strings) =>
            {
                for (int i = 0; i < texts.Length; i++)
                    strings[i] = texts.GetItemOrDefault(i).ToString();
            });
        if (source.Type is not (PrimitiveDataViewType or VectorDataViewType) && !DataViewTypeManager.Knows(source.Type))
            throw new NotImplementedException($"Type '{type.FullName}' is not yet supported."); // the exception and the words of ML.NET itself
        var method = type.IsArray ? nameof(Vector) : member.IsVector ? nameof(Buffer) : nameof(Direct);
        return (Action<TRow>)Generic.Call(this, method, member.ItemType, row, source, member);
    }

    static Action<TRow> Text(DataViewRow row, DataViewSchema.Column source, MemberAccess member)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(source);
        var set = member.Setter<TRow, string>();
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            get(ref value);
            set(target, value.ToString());
        };
    }

    internal Action<TRow> Vector<T>(DataViewRow row, DataViewSchema.Column source, MemberAccess member)
        => Array<T, T>(row, source, member, (values, array) => values.CopyTo(array));

    /// <summary>An array of the right length that the object already holds is filled, not replaced; none stands for no items.</summary>
    static Action<TRow> Array<T, TItem>(DataViewRow row, DataViewSchema.Column source, MemberAccess member, Action<VBuffer<T>, TItem[]> copy)
    {
        var get = row.GetGetter<VBuffer<T>>(source);
        var held = member.Getter<TRow, TItem[]>();
        var set = member.Setter<TRow, TItem[]>();
        VBuffer<T> value = default;
        return target =>
        {
            get(ref value);
            var array = held(target);
            if ((array?.Length ?? 0) != value.Length)
                array = new TItem[value.Length];
            copy(value, array);
            set(target, array);
        };
    }

    /// <summary>The vector the object already holds is written over.</summary>
    internal Action<TRow> Buffer<T>(DataViewRow row, DataViewSchema.Column source, MemberAccess member)
    {
        var get = row.GetGetter<VBuffer<T>>(source);
        var held = member.Getter<TRow, VBuffer<T>>();
        var set = member.Setter<TRow, VBuffer<T>>();
        return target =>
        {
            var value = held(target);
            get(ref value);
            set(target, value);
        };
    }

    /// <summary>The getter sees its previous value again: one that makes images disposes the last it made.</summary>
    internal Action<TRow> Direct<T>(DataViewRow row, DataViewSchema.Column source, MemberAccess member)
    {
        var get = row.GetGetter<T>(source);
        var set = member.Setter<TRow, T>();
        T value = default;
        return target =>
        {
            get(ref value);
            set(target, value);
        };
    }
}
