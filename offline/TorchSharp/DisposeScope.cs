namespace TorchSharp;

/// <summary>Disposes the tensors made on its thread while it is the innermost scope, except those moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] static DisposeScope? current;

    readonly HashSet<torch.Tensor> members = new(ReferenceEqualityComparer.Instance);
    DisposeScope? outer;

    DisposeScope(DisposeScope? outer) => this.outer = outer;

    internal static DisposeScope Begin() => current = new(current);

    /// <summary>Puts a new tensor into the innermost scope, if there is one.</summary>
    internal static void Register(torch.Tensor tensor) => Move(tensor, current);

    internal static void MoveToOuter(torch.Tensor tensor) => Move(tensor, tensor.OwningDisposeScope?.outer);

    internal static void Detach(torch.Tensor tensor) => Move(tensor, null);

    /// <summary>Puts one tensor in the place of another that is about to be given up.</summary>
    internal static void Replace(torch.Tensor original, torch.Tensor replacement)
    {
        Move(replacement, original.OwningDisposeScope);
        Detach(original);
    }

    public void Dispose()
    {
        foreach (var tensor in members.ToArray())
            tensor.Dispose();
        if (current == this)
        {
            current = outer;
            return;
        }
        for (var inner = current; inner is not null; inner = inner.outer)
        {
            if (inner.outer == this)
                inner.outer = outer;
        }
    }

    static void Move(torch.Tensor tensor, DisposeScope? scope)
    {
        tensor.OwningDisposeScope?.members.Remove(tensor);
        scope?.members.Add(tensor);
        tensor.OwningDisposeScope = scope;
    }
}
