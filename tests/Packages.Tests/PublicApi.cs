using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Packages.Tests;

/// <summary>What users of an assembly can name, as text: a line for each type and member, with nullability and defaults.</summary>
static class PublicApi
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly NullabilityInfoContext Nullability = new();

    public static IReadOnlyList<string> Of(Assembly assembly) => [.. assembly.GetExportedTypes()
        .SelectMany(type =>
            new[] { Head(type) }.Concat(Members(type).Order(StringComparer.Ordinal)
                .Select(member => $"{Name(type, withNamespace: true)}.{member}")))
        .OrderBy(line => line.Split(['(', ' '])[0], StringComparer.Ordinal)];

    static string Head(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class"
            : $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(type.GetMethod("<Clone>$") is null ? "class" : "record")}";
        IEnumerable<Type> above = type.IsEnum ? []
            : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => i.IsVisible && !IsEquality(i))
            .OrderBy(i => i.Name, StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && !type.IsEnum)
        {
            above = above.Prepend(parent);
        }

        var names = string.Join(", ", above.Select(t => Name(t)));
        return $"{Name(type, withNamespace: true)} {kind}{(names == "" ? "" : " : " + names)}";
    }

    static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [Method(type.GetMethod("Invoke")!)];
        }

        return type.GetConstructors(Declared).Where(IsSeen).Select(c => $"ctor({Parameters(c)})")
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f =>
                $"{f.Name} " +
                $"{(f.IsLiteral ? $"const = {Value(f.GetRawConstantValue())}" : f.IsStatic ? "static" : f.IsInitOnly ? "readonly" : "field")} -> {Name(Nullability.Create(f))}"))
            .Concat(type.GetProperties(Declared).Where(p => p.Name != "EqualityContract" && p.GetAccessors(nonPublic: true).Any(IsSeen))
                .Select(Property))
            .Concat(type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!)).Select(e => $"{e.Name} event -> {Name(e.EventHandlerType!)}"))
            .Concat(type.GetMethods(Declared)
                .Where(m => IsSeen(m) && !m.IsDefined(typeof(CompilerGeneratedAttribute))
                    && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).Select(Method));
    }

    /// <summary>Equality of records by value says nothing that the word record does not.</summary>
    static bool IsEquality(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEquatable<>);

    static bool IsSeen(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    static string Property(PropertyInfo property)
    {
        var accessors = string.Concat(new[] { ("get", property.GetMethod), (IsInit(property) ? "init" : "set", property.SetMethod) }
            .Where(a => a.Item2 is { } method && IsSeen(method)).Select(a => $" {(a.Item2!.IsPublic ? "" : "protected ")}{a.Item1};"));
        var index = property.GetIndexParameters() is [_, ..] parameters
            ? $"[{string.Join(", ", parameters.Select(p => $"{Name(p.ParameterType)} {p.Name}"))}]" : "";
        return $"{property.Name}{index} " +
            $"{Modifiers((property.GetMethod ?? property.SetMethod)!)}{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{{{accessors} }} -> {Name(Nullability.Create(property))}";
    }

    static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(t => t.Name))}>" : "";
        return $"{method.Name}{generic}({(method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Parameters(method)}) " +
            $"{Modifiers(method)}-> {Name(Nullability.Create(method.ReturnParameter))}";
    }

    static string Modifiers(MethodInfo method) =>
        (method.IsStatic ? "static " : "") + (method.IsPublic ? "" : "protected ")
        + (!method.IsVirtual || method.IsFinal || method.DeclaringType!.IsInterface ? "" : method.GetBaseDefinition() != method
            ? "override " : method.IsAbstract ? "abstract " : "virtual ");

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : p.IsIn ? "in " : p.ParameterType.IsByRef ? "ref " : "")}{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(Nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? $" = {(p.DefaultValue is null && p.ParameterType.IsValueType && Nullable.GetUnderlyingType(p.ParameterType) is null ? "default" : Value(p.DefaultValue))}" : "")}"));

    static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Name(NullabilityInfo info)
    {
        var name = info.ElementType is { } element ? Name(element) + "[]"
            : info.GenericTypeArguments is [_, ..] arguments && info.Type is { IsGenericType: true } type
            && Nullable.GetUnderlyingType(type) is null
                ? $"{Simple(type)}<{string.Join(", ", arguments.Select(Name))}>"
                : Name(info.Type);
        return name + (info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType && !info.Type.IsGenericParameter ? "?" : "");
    }

    static string Name(Type type, bool withNamespace = false)
    {
        var name = type switch
        {
            { IsByRef: true } => Name(type.GetElementType()!),
            { IsArray: true } => Name(type.GetElementType()!) + "[]",
            { IsGenericParameter: true } => type.Name,
            _ when Nullable.GetUnderlyingType(type) is { } value => Name(value) + "?",
            { IsGenericType: true } => $"{Simple(type)}<{string.Join(", ", type.GetGenericArguments().Select(t => Name(t)))}>",
            _ => Simple(type),
        };
        return withNamespace ? $"{type.Namespace}.{name}" : name;
    }

    static string Simple(Type type) =>
        (type.IsNested && !type.IsGenericParameter ? Simple(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];
}
