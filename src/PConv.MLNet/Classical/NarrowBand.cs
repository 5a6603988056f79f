using System.Buffers;

namespace PConv.MLNet.Classical;

/// <summary>The narrow band of the fast marching method: a priority queue of cells by distance, nearest first; ties go to the lower
/// index.</summary>
/// <remarks>A binary heap of integers: the upper bits are the distance's bits, which sort correctly because distances are never negative;
/// the lower bits are the cell.</remarks>
sealed class NarrowBand : IDisposable
{
    ulong[] keys = ArrayPool<ulong>.Shared.Rent(1024);

    public int Count { get; private set; }

    public void Push(float distance, int cell)
    {
        if (Count == keys.Length)
        {
            var larger = ArrayPool<ulong>.Shared.Rent(2 * Count);
            keys.CopyTo(larger, 0);
            ArrayPool<ulong>.Shared.Return(keys);
            keys = larger;
        }

        var key = (ulong)BitConverter.SingleToUInt32Bits(distance) << 32 | (uint)cell;
        var heap = keys;
        var at = Count++;
        for (int parent; at > 0 && heap[parent = (at - 1) / 2] > key; at = parent)
        {
            heap[at] = heap[parent];
        }

        heap[at] = key;
    }

    public (float Distance, int Cell) Pop()
    {
        var heap = keys.AsSpan(0, Count--);
        var (first, last) = (heap[0], heap[^1]);
        var at = 0;
        for (int child; (child = 2 * at + 1) < Count; at = child)
        {
            child += child + 1 < Count && heap[child + 1] < heap[child] ? 1 : 0;
            if (heap[child] >= last)
            {
                break;
            }

            heap[at] = heap[child];
        }

        heap[at] = last;
        return (BitConverter.UInt32BitsToSingle((uint)(first >> 32)), (int)(uint)first);
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(keys);
        keys = [];
    }
}
