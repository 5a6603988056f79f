using System.Collections;

namespace TorchSharp.Modules
{
    /// <summary>Modules by number. They are registered when the list itself becomes part of a module; later ones are not.</summary>
    public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
    {
        readonly List<T> items = [];
        bool registered;

        public ModuleList(params T[] modules) : base("ModuleList") => items.AddRange(modules);

        public T this[int index]
        {
            get => items[index];
            set => items[index] = value;
        }

        public int Count => items.Count;

        public bool IsReadOnly => false;

        protected override void RegisterComponents()
        {
            if (registered)
                return;
            for (var k = 0; k < items.Count; k++)
                register_module($"{k}", items[k]);
            registered = true;
        }

        public void Add(T item) => items.Add(item);
        public void append(params T[] parameters) => items.AddRange(parameters);
        public void Clear() => items.Clear();
        public bool Contains(T item) => items.Contains(item);
        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);
        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();
        public int IndexOf(T item) => items.IndexOf(item);
        public void Insert(int index, T item) => items.Insert(index, item);
        public bool Remove(T item) => items.Remove(item);
        public void RemoveAt(int index) => items.RemoveAt(index);
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
