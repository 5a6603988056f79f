namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Meta().RequiresGrad;
            set
            {
                Native.Check(Native.ts_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

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
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void backward() => autograd.Run([this], null, false, false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Run([this], grad_tensors, retain_graph, create_graph, inputs);
    }

    public static class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Run(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] o = Handles(outputs), i = Handles(inputs), g = Handles(grad_outputs), results = new nint[i.Length];
            unsafe
            {
                fixed (nint* po = o, pi = i, pg = g, pr = results)
                    Native.Check(Native.ts_gradients(po, o.Length, pi, i.Length, pg, g.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pr));
            }
            Keep(outputs, inputs, grad_outputs);
            return [.. results.Select(r => new Tensor(r))];
        }

        internal static unsafe void Run(IList<Tensor> roots, IList<Tensor>? grads, bool retain, bool create, IList<Tensor>? inputs)
        {
            nint[] r = Handles(roots), g = grads is null ? new nint[r.Length] : Handles(grads), i = Handles(inputs);
            fixed (nint* pr = r, pg = g, pi = i)
                Native.Check(Native.ts_backward(pr, r.Length, pg, g.Length, retain ? 1 : 0, create ? 1 : 0, pi, i.Length));
            Keep(roots, grads, inputs);
        }

        static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t.Handle)];

        static void Keep(params ReadOnlySpan<IList<Tensor>?> lists)
        {
            foreach (var list in lists)
            {
                foreach (var tensor in list ?? [])
                    GC.KeepAlive(tensor);
            }
        }
    }

    /// <summary>Sets the mode of this thread and puts the former one back.</summary>
    sealed class GradMode(bool enabled) : IDisposable
    {
        readonly int before = Native.ts_grad_mode(enabled ? 1 : 0);

        public void Dispose() => _ = Native.ts_grad_mode(before);
    }

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.ts_grad_mode(-1) != 0;
}
