namespace TorchSharp;

/// <summary>Disposes the tensors made on its thread while it is the innermost scope, except those moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] static DisposeScope? current;

    HashSet<IDisposable> members = new(ReferenceEqualityComparer.Instance);
    bool closed;

    DisposeScope(DisposeScope? outer) => OuterScope = outer;

    internal static DisposeScope? Current => current;

    internal DisposeScope? OuterScope { get; private set; }

    public IReadOnlyList<IDisposable> DisposablesView => [.. Open().members];

    public int DisposablesCount => Open().members.Count;

    internal static DisposeScope Begin() => current = new(current);

    internal void Add(IDisposable item) => members.Add(item);

    public bool Contains(IDisposable disposable) => members.Contains(disposable);

    public void Attach(IDisposable disposable) => Adopt(Open(), disposable);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var item in disposables)
            MoveToOther(OuterScope, item);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope is null)
            return Detach(disposable);
        if (Open().members.Contains(disposable))
            Adopt(scope, disposable);
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (Open().members.Remove(disposable) && disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var item in disposables)
            Detach<IDisposable>(item);
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var before = Open().members;
        members = new(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var item in before)
        {
            if (!members.Contains(item))
                item.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        Open().members.Remove(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
    }

    public void Dispose()
    {
        if (closed)
            return;
        DisposeEverything();
        closed = true;
        if (current == this)
        {
            current = OuterScope;
            return;
        }
        for (var inner = current; inner is not null; inner = inner.OuterScope)
        {
            if (inner.OuterScope == this)
                inner.OuterScope = OuterScope;
        }
    }

    /// <summary>Puts one tensor in the place of another that is about to be given up.</summary>
    internal static void Replace(torch.Tensor original, torch.Tensor replacement)
    {
        if (original.OwningDisposeScope is not { } scope)
            return;
        scope.members.Remove(original);
        original.OwningDisposeScope = null;
        Adopt(scope, replacement);
    }

    static void Adopt(DisposeScope scope, IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor)
            throw new InvalidOperationException("A dispose scope manages tensors only.");
        tensor.OwningDisposeScope?.members.Remove(tensor);
        scope.Open().members.Add(tensor);
        tensor.OwningDisposeScope = scope;
    }

    DisposeScope Open()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        return this;
    }
}
