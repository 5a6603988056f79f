using PConv.MLNet.Core;

namespace PConv.MLNet.Cli;

/// <summary>One picture to fill: where it, its mask and its result lie.</summary>
sealed record InpaintJob(string Image, string Mask, string Output)
{
    /// <summary>Pairs pictures with masks, for a file or a folder.</summary>
    public static IReadOnlyList<InpaintJob> List(string image, string mask, string output, string format, bool recursive)
    {
        if (!Directory.Exists(image))
        {
            if (!File.Exists(image))
            {
                throw new FileNotFoundException($"There is no picture or folder '{image}'. Check the path.");
            }

            var file = Directory.Exists(output) ? Path.Combine(output, Path.GetFileName(image)) : output;
            ImageFile.EnsureWritable(file);
            return [new(image, mask, file)];
        }

        if (File.Exists(output))
        {
            throw new ArgumentException($"'{output}' is a file, but the results of folder '{image}' need a folder.");
        }

        var masks = Directory.Exists(mask)
            ? Files(mask, recursive).GroupBy(file => WithoutExtension(mask, file)).ToDictionary(g => g.Key, g => g.First())
            : null;
        InpaintJob[] jobs = [.. Files(image, recursive).Select(file =>
        {
            var name = WithoutExtension(image, file);
            var extension = format == "same" ? Path.GetExtension(file) : "." + format;
            return new InpaintJob(file, masks is null ? mask : masks.GetValueOrDefault(name, Path.Combine(mask, name + ".png")), Path.Combine(output, name + extension));
        })];
        return jobs.GroupBy(job => job.Output).FirstOrDefault(g => g.Count() > 1)?.ToArray() is [var first, var second, ..]
            ? throw new ArgumentException($"'{first.Image}' and '{second.Image}' would both become '{first.Output}'. Rename one, or leave out --format.")
            : jobs;
    }

    /// <summary>Pixels of the picture, and of its mask, from the files' headers; 0 where one of them cannot be read.</summary>
    public long ReadPixels(bool withMask = false)
    {
        try
        {
            return (long)ImageFile.ReadSize(Image).Area + (withMask ? ImageFile.ReadSize(Mask).Area : 0);
        }
        catch (Exception e) when (IsOfThePicture(e))
        {
            return 0;
        }
    }

    /// <summary>Whether an error is one of a picture, its mask or its result, and no reason to end the others.</summary>
    public static bool IsOfThePicture(Exception e) => e is IOException or InvalidDataException or InvalidOperationException or ArgumentException or UnauthorizedAccessException or OutOfMemoryException;

    static IEnumerable<string> Files(string folder, bool recursive) =>
        new FolderListing(folder, new() { Recursive = recursive }).Read().Select(picture => Path.Combine(folder, picture.Path));

    static string WithoutExtension(string folder, string file) => Path.ChangeExtension(Path.GetRelativePath(folder, file), null);
}
