namespace TorchSharp;

public static partial class torch
{
    /// <summary>The random numbers of the CPU; the only one there is here is the default one.</summary>
    public sealed class Generator : IDisposable
    {
        Generator()
        {
        }

        public static Generator Default { get; } = new();

        public Device device => CPU;

        public Tensor get_state() => new(Native.Check(Native.ts_random_state()));

        public void set_state(Tensor value)
        {
            Native.Check(Native.ts_set_random_state(value.Handle));
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.ts_seed(seed));
            return this;
        }

        public long initial_seed() => Native.ts_initial_seed();

        /// <summary>The default generator stays.</summary>
        public void Dispose()
        {
        }
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);
        public static long initial_seed() => Generator.Default.initial_seed();
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;
        public static int device_count() => Native.ts_cuda_devices();
        public static void manual_seed(long seed) => Native.Check(Native.ts_seed_cuda(seed));
        public static void manual_seed_all(long seed) => Native.Check(Native.ts_seed_cuda(seed));
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static int get_num_threads() => Native.ts_threads();
    public static void set_num_threads(int num) => Native.Check(Native.ts_set_threads(num));
}
