using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A part of a network: what it is made of, found by its fields, and what holds for all of it.</summary>
        public class Module : IDisposable
        {
            readonly OrderedDictionary<string, Module> submodules = [];
            readonly OrderedDictionary<string, Tensor> tensors = [];

            protected Module(string name) => _ = name; // only error messages and print-outs of the real one show it

            public virtual bool training { get; private set; } = true;

            /// <summary>Registers the fields that hold modules, parameters and tensors, those of the class itself first.</summary>
            protected virtual void RegisterComponents()
            {
                for (var type = GetType(); type != typeof(Module); type = type.BaseType!)
                {
                    foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                    {
                        if (field.GetValue(this) is Tensor tensor)
                            tensors.TryAdd(field.Name, tensor);
                        else if (field.GetValue(this) is Module module && !submodules.ContainsKey(field.Name))
                            register_module(field.Name, module);
                    }
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                ArgumentNullException.ThrowIfNull(submodule);
                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                    throw new ArgumentException($"The name of a module is not empty and has no dot; got '{name}'.");
                if (!submodules.TryAdd(name, submodule))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
            }

            /// <summary>What two modules share comes once, what was disposed not at all.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                (recurse ? All() : tensors.Values).OfType<Parameter>().Where(p => !p.IsInvalid).DistinctBy(p => p.Handle);

            IEnumerable<Tensor> All() => tensors.Values.Concat(submodules.Values.SelectMany(m => m.All()));

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in submodules.Values)
                    child.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Exchanges the data inside the tensors, so that whoever holds a parameter keeps the right one.</summary>
            internal void Move(Device? device, ScalarType? type)
            {
                if (type is { } wanted && !IsFloatingPoint(wanted))
                    throw new ArgumentException($"nn.Module.to only accepts floating point types, but got {wanted}.");
                if (device?.type == DeviceType.CUDA && !cuda.is_available())
                    throw new InvalidOperationException("CUDA is not available.");
                using var _ = no_grad();
                foreach (var tensor in All().Where(t => !t.IsInvalid))
                {
                    using var gradient = tensor.grad;
                    tensor.grad = null;
                    Exchange(tensor);
                    if (gradient is null)
                        continue;
                    Exchange(gradient);
                    tensor.grad = gradient;
                }

                void Exchange(Tensor tensor)
                {
                    using var moved = tensor.To(IsFloatingPoint(tensor.dtype) ? type ?? tensor.dtype : tensor.dtype, device ?? tensor.device);
                    using var data = moved.detach();
                    Native.Check(Native.ts_set_data(tensor.Handle, data.Handle));
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var tensor in tensors.Values)
                    tensor.Dispose();
                foreach (var child in submodules.Values)
                    child.Dispose();
            }
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(null, type);
        return module;
    }

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(device, null);
        return module;
    }
}
