using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The classes by which contracts are kept, assembly by assembly.</summary>
public sealed class ComponentCatalog
{
    readonly Lock _lock = new();
    readonly HashSet<string> _assemblies = [];
    readonly Dictionary<(Type, string), Type> _extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (var type in assembly.GetTypes().Where(type => type.IsClass))
            {
                foreach (var attribute in type.GetCustomAttributes<ExtensionBaseAttribute>())
                {
                    bool added = _extensions.TryAdd((attribute.GetType(), attribute.ContractName), type);
                    Check.That(added || !throwOnError,
                        $"An extension for '{attribute.GetType().Name}' with contract '{attribute.ContractName}' has already been registered in the ComponentCatalog.");
                }
            }
        }
    }

    internal object Extension(Type attribute, string contract)
    {
        Type type;
        lock (_lock)
            type = _extensions.GetValueOrDefault((attribute, contract));
        Check.That(type != null, $"Unable to locate an extension for the contract '{contract}'. Ensure you have called {nameof(ComponentCatalog)}."
            + $"{nameof(RegisterAssembly)} with the Assembly that contains a class decorated with a '{attribute.FullName}'.");
        return Activator.CreateInstance(type);
    }
}
