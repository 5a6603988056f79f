using PConv.MLNet.Files;
using PConv.MLNet.Images;

namespace PConv.MLNet.Cli;

/// <summary>Pairs images with masks and output files.</summary>
/// <param name="Image">--image</param>
/// <param name="Mask">--mask</param>
/// <param name="Output">--output</param>
/// <param name="Format">--format: same, or an extension without its dot.</param>
/// <param name="Recursive">--recursive</param>
/// <param name="Overwrite">--overwrite</param>
sealed record InpaintFiles(string Image, string Mask, string Output, string Format = "same", bool Recursive = false, bool Overwrite = false)
{
    /// <summary>Receives a message for skipped files of a folder.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>The jobs, sorted by their images' paths. A job without an unambiguous mask has an error.</summary>
    /// <exception cref="ArgumentException">The options are invalid, or a protected file would be overwritten.</exception>
    /// <exception cref="IOException">A file or folder is missing.</exception>
    public IReadOnlyList<InpaintJob> List()
    {
        var jobs = Directory.Exists(Image) ? OfFolder() : [OfFile()];
        EnsureMasksStay(jobs);
        EnsureOutside(jobs, Image, "an image");
        EnsureOutside(jobs, Mask, "a mask");
        return jobs;
    }

    InpaintJob OfFile()
    {
        if (!File.Exists(Image))
        {
            throw new FileNotFoundException($"There is no image or folder '{Image}'. Check the path.");
        }

        var name = Path.GetFileName(Image);
        var file = Directory.Exists(Output) || Path.EndsInDirectorySeparator(Output) ? Path.Combine(Output, name) : Output;
        ImageFile.EnsureWritable(file);
        if (Directory.Exists(Mask))
        {
            return Pair(Image, () => ImageFolder.MaskFileOf(Image, Mask), file);
        }

        return IsSame(Image, Mask)
            ? throw new ArgumentException(
                $"'{Image}' is given both as --image and as --mask. Name a file whose white pixels say what to fill.")
            : new(Image, Mask, file);
    }

    InpaintJob[] OfFolder()
    {
        if (File.Exists(Output) || !Directory.Exists(Output) && ImageFolder.HasImageExtension(Output))
        {
            throw new ArgumentException(
                $"--output '{Output}' is {(File.Exists(Output) ? "a file" : "the name of a file")}, but the results of folder '{Image}' " +
                $"need a folder. Name one.");
        }

        var isInPlace = IsSame(Image, Output);
        if (isInPlace && !Overwrite)
        {
            throw new ArgumentException(
                $"--output '{Output}' is the folder of --image, whose images would be replaced. Name another folder, or add --overwrite.");
        }

        var images =
            new ImageFolder(Image, new() { Recursive = Recursive, Masks = Mask }, isInPlace || IsWithin(Image, Output) ? null : Output);
        string[] names = [.. Enumerable.Range(0, images.Count).Select(images.NameOf)];
        foreach (var sentence in images.LeftOut)
        {
            Report(sentence);
        }

        InpaintJob[] jobs = [.. names.Select((name, i) =>
        {
            var file = Path.Combine(Image, name);
            var output = Path.Combine(Output, Format == "same" ? name : Path.ChangeExtension(name, Format));
            return Pair(file, () => images.MaskFileOf(i), output);
        })];
        if (jobs.GroupBy(job => job.Output, RealPath.Comparer).FirstOrDefault(g => g.Count() > 1)?.ToArray() is [var first, var second, ..])
        {
            throw new ArgumentException(
                $"'{first.Image}' and '{second.Image}' would both become '{first.Output}'. Rename one, or leave out --format.");
        }

        return isInPlace && jobs.FirstOrDefault(job => job.Output != job.Image && !IsSame(job.Output, job.Image)) is { } beside
            ? throw new ArgumentException(
                $"--format {Format} would put '{beside.Output}' beside '{beside.Image}', where the next run takes it for an image to " +
                $"fill. Name another --output.")
            : jobs;
    }

    /// <summary>Pairs an image of a folder with its mask, or creates a job with an error.</summary>
    InpaintJob Pair(string file, Func<string> maskFile, string output)
    {
        try
        {
            return new(file, maskFile(), output);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            return new(file, Mask, output) { Error = e.Message };
        }
    }

    /// <summary>Throws if a result would overwrite a mask file.</summary>
    static void EnsureMasksStay(IReadOnlyList<InpaintJob> jobs)
    {
        var masks = jobs.Where(job => job.Error is null).Select(job => job.Mask).Distinct().Select(RealPath.Resolve)
            .ToHashSet(RealPath.Comparer);
        if (jobs.FirstOrDefault(job => masks.Contains(RealPath.Resolve(job.Output))) is { } over)
        {
            throw new ArgumentException($"The result of '{over.Image}' would replace the mask '{over.Output}'. Name another --output.");
        }
    }

    /// <summary>Throws if a result would lie among a folder's files. A folder of results below them is left out where they are
    /// listed.</summary>
    void EnsureOutside(IReadOnlyList<InpaintJob> jobs, string folder, string what)
    {
        if (Directory.Exists(folder) && IsWithin(folder, Output) && !IsSame(Image, Output)
            && jobs.FirstOrDefault(job => IsWithin(job.Output, folder)) is { } among)
        {
            throw new ArgumentException(
                $"The result '{among.Output}' would lie in '{folder}', where the next run takes it for {what}. Name another --output.");
        }
    }

    static bool IsSame(string a, string b) => RealPath.Comparer.Equals(RealPath.Resolve(a), RealPath.Resolve(b));

    static bool IsWithin(string path, string folder) => RealPath.IsWithin(RealPath.Resolve(path), RealPath.Resolve(folder));
}
