namespace PConv.MLNet.Cli;

/// <summary>How many images are under way at once, and on how many threads one is filled.</summary>
/// <param name="Images">Under way at once: being read, waiting, being filled or being written.</param>
/// <param name="Calls">Of these, being filled.</param>
/// <param name="Threads">Of a call; 0 is one a core.</param>
sealed record InpaintPlan(int Images, int Calls, int Threads)
{
    /// <summary>Pixels of images and their masks under way at once, two photographs of 12 megapixels and more; a larger one is
    /// alone.</summary>
    public const long MaxPixels = 1 << 25;

    // at once, as far as sizes are known beforehand: eight of 512², whose activations are what takes memory
    const long PixelsFilled = 1 << 21;
    const int Rounds = 4; // calls on fewer threads lose up to one call's time at the end: not worth it for a few images
    const int Looked = 16; // images whose size is read beforehand

    /// <summary>One image after the other.</summary>
    public static InpaintPlan OneByOne { get; } = new(1, 1, 0);

    /// <summary>
    /// Small images are filled side by side on a thread each, as many as there are cores: nothing waits for anything. Large ones one
    /// after the other on all cores, the next being read and the last written meanwhile; as on a GPU.
    /// </summary>
    public static InpaintPlan For(IReadOnlyList<InpaintJob> jobs, int cores, bool isOnGpu)
    {
        if (jobs.Count < 2)
        {
            return OneByOne;
        }

        var step = (jobs.Count + Looked - 1) / Looked;
        var largest = jobs.Where((_, i) => i % step == 0).Max(job => job.ReadSize()?.Area ?? 1);
        var calls = isOnGpu ? 1 : (int)Math.Clamp(Math.Min(PixelsFilled / largest, jobs.Count / Rounds), 1, cores);
        return new(Math.Min(jobs.Count, cores + 1), calls, calls == 1 ? 0 : (cores + calls - 1) / calls);
    }
}
