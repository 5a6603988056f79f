namespace PConv.MLNet.Masks;

/// <summary>Random numbers that depend only on a seed and a 128-bit key, in any version of .NET; the seed of <see cref="Random"/> itself
/// has 31 bits.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).</remarks>
sealed class KeyedRandom : Random
{
    internal const ulong Step = 0x9E3779B97F4A7C15; // 2⁶⁴ / golden ratio, odd

    ulong state;

    public KeyedRandom(int seed, UInt128 key) => state = Mix(Mix(Mix((ulong)seed + Step) ^ (ulong)key) + (ulong)(key >> 64));

    /// <summary>Random number in [0, 1), a multiple of 2⁻⁵³. Next and NextDouble are based on it.</summary>
    protected override double Sample() => (Mix(state += Step) >> 11) * (1.0 / (1UL << 53));

    internal static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
