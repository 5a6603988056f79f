namespace Microsoft.ML.Data;

/// <summary>Which .NET type, with or without an attribute on the member, stands for which type of a view that is not built in.</summary>
public static class DataViewTypeManager
{
    static readonly Lock _lock = new();
    static readonly Dictionary<(Type, DataViewTypeAttribute), DataViewType> _viewTypes = [];
    static readonly Dictionary<DataViewType, (Type Type, DataViewTypeAttribute)> _rawTypes = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        Check.Param(PrimitiveDataViewType.OfRawType(type) == null, nameof(type),
            $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
        lock (_lock)
        {
            var raw = (type, typeAttribute);
            bool knownRaw = _viewTypes.TryGetValue(raw, out var registered), knownView = _rawTypes.TryGetValue(dataViewType, out var owner);
            Check.Param(!knownRaw || registered.Equals(dataViewType), nameof(type),
                $"Repeated type register. The raw type {type} has been associated with {registered} so it cannot be associated with {dataViewType}.");
            Check.Param(!knownView || owner.Equals(raw), nameof(dataViewType),
                $"Repeated type register. The DataView type {dataViewType} has been associated with {owner.Type} so it cannot be associated with {type}.");
            _viewTypes.TryAdd(raw, dataViewType);
            _rawTypes.TryAdd(dataViewType, raw);
        }
    }

    /// <summary>The registered type, or null.</summary>
    internal static DataViewType Find(Type type, DataViewTypeAttribute attribute)
    {
        lock (_lock)
            return _viewTypes.GetValueOrDefault((type, attribute));
    }

    internal static bool Knows(DataViewType type)
    {
        lock (_lock)
            return _rawTypes.ContainsKey(type);
    }
}
