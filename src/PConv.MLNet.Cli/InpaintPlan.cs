namespace PConv.MLNet.Cli;

/// <summary>Number of images in progress at once, and threads per fill.</summary>
/// <param name="Images">Images in progress: being read, waiting, being filled or being written.</param>
/// <param name="Calls">Images being filled at the same time.</param>
/// <param name="Threads">Threads of one call; 0 for one per core.</param>
sealed record InpaintPlan(int Images, int Calls, int Threads)
{
    /// <summary>Maximum number of pixels of images and masks in progress, enough for two photographs of 12 megapixels; a larger image is
    /// processed alone.</summary>
    public const long MaxPixels = 1 << 25;

    // pixels being filled at once, if sizes are known: eight images of 512²; activations dominate memory
    const long PixelsFilled = 1 << 21;
    const int Rounds = 4; // single-threaded calls lose up to one call's time at the end: not worth it for few images
    const int Looked = 16; // number of images whose size is read in advance

    /// <summary>Processes one image at a time.</summary>
    public static InpaintPlan OneByOne { get; } = new(1, 1, 0);

    /// <summary>
    /// Small images are filled in parallel, one thread each, up to the number of cores. Large images, and all images on a GPU, are filled
    /// one after the other on all cores, while the next is read and the previous one is written.
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
