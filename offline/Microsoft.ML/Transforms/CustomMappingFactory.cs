using System.Reflection;

namespace Microsoft.ML
{
    [AttributeUsage(AttributeTargets.Class)]
    public abstract class ExtensionBaseAttribute : Attribute
    {
        private protected ExtensionBaseAttribute(string contractName) => ContractName = contractName;

        public string ContractName { get; }
    }
}

namespace Microsoft.ML.Transforms
{
    /// <summary>Names the contract of a custom mapping on the class that makes its action when a model is loaded.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CustomMappingFactoryAttributeAttribute : ExtensionBaseAttribute
    {
        public CustomMappingFactoryAttributeAttribute(string contractName) : base(contractName)
        {
        }
    }

    interface ICustomMappingFactory
    {
        ITransformer CreateTransformer(string contractName);
    }

    public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
        where TSrc : class, new()
        where TDst : class, new()
    {
        public abstract Action<TSrc, TDst> GetMapping();
        ITransformer ICustomMappingFactory.CreateTransformer(string contractName) => new CustomMappingTransformer<TSrc, TDst>(GetMapping(), contractName);
    }

    /// <summary>A saved mapping is its contract's name and the assembly of its action; schema definitions are not saved.</summary>
    static class CustomMappingContract
    {
        static ITransformer Load(ModelLoadContext ctx)
        {
            var contract = ctx.Reader.ReadString();
            ctx.Environment.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.Reader.ReadString()));
            return ctx.Environment.ComponentCatalog.Extension(typeof(CustomMappingFactoryAttributeAttribute), contract) is ICustomMappingFactory factory
                ? factory.CreateTransformer(contract)
                : throw new InvalidOperationException($"The class with contract '{contract}' must derive from '{typeof(CustomMappingFactory<,>).FullName}'.");
        }
    }
}
