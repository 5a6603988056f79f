namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A new handle to the gradient at every reading; null where there is none.</summary>
        public Tensor? grad
        {
            get
            {
                var result = Native.Check(Native.ts_grad(Handle));
                GC.KeepAlive(this);
                return result == 0 ? null : new(result);
            }
            set
            {
                Native.Check(Native.ts_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Native.Check(Native.ts_set_requires_grad(Handle, requires_grad ? 1 : 0));
            return this;
        }

        public void backward()
        {
            Native.Check(Native.ts_backward(Handle));
            GC.KeepAlive(this);
        }
    }

    public static class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] o = Handles(outputs), i = Handles(inputs), g = Handles(grad_outputs ?? []), results = new nint[i.Length];
            fixed (nint* po = o, pi = i, pg = g, pr = results)
                Native.Check(Native.ts_gradients(po, o.Length, pi, i.Length, pg, g.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pr));
            foreach (var tensor in outputs.Concat(inputs).Concat(grad_outputs ?? []))
                GC.KeepAlive(tensor);
            return [.. results.Select(r => r == 0 ? null! : new Tensor(r))];
        }

        static nint[] Handles(IList<Tensor> tensors) => [.. tensors.Select(t => t.Handle)];
    }

    /// <summary>Sets the mode of this thread and puts the former one back.</summary>
    internal sealed class GradMode(bool enabled) : IDisposable
    {
        readonly int before = Native.ts_grad_mode(enabled ? 1 : 0);

        public void Dispose() => _ = Native.ts_grad_mode(before);
    }

    public static IDisposable no_grad() => new GradMode(false);
}
