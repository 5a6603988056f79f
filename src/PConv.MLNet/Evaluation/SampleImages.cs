using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

// Which fills to look at, and their images: chosen from the rows alone, and filled again when they are written.
public static partial class EvaluationReport
{
    /// <summary>Images with all their masks of class N, from small to large holes, as in the paper's figure 9.</summary>
    /// <param name="result">The rows.</param>
    /// <param name="images">Number of images, the first by name.</param>
    public static IReadOnlyList<(string Image, MaskClass Class)> GrowingHoles(this EvaluationResult result, int images)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. from image in result.Images.Take(images) from of in result.Classes where of.Border == BorderClass.N select (image, of)];
    }

    /// <summary>The images and masks for which the first method's PSNR is farthest below the best other method's; fewer if the first
    /// method is worse for fewer.</summary>
    /// <param name="result">The rows.</param>
    /// <param name="count">Maximum number.</param>
    public static IReadOnlyList<(string Image, MaskClass Class)> WorstCases(this EvaluationResult result, int count)
    {
        ArgumentNullException.ThrowIfNull(result);
        var cases = from row in result.Rows
                    group row by (row.Image, row.Class) into fills
                    let own = fills.First(r => r.Method == result.Methods[0]).Score.Psnr
                    let deficit = fills.Max(r => r.Score.Psnr) - own
                    where deficit > 0
                    orderby deficit descending
                    select fills.Key;
        return [.. cases.Take(count)];
    }

    /// <summary>Writes original.png, masked.png and a PNG named after each method for every sample, in folders such as
    /// <c>bison.jpg/0.1-0.2_N</c>; replaces existing files.</summary>
    /// <param name="run">The run that the samples belong to.</param>
    /// <param name="samples">Images and classes.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static void Write(this EvaluationRun run, IEnumerable<(string Image, MaskClass Class)> samples, string folder,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var (image, classes) in samples.Distinct().GroupBy(s => s.Image, s => s.Class).Select(g => (g.Key, g)))
        {
            var original = run.Read(image);
            foreach (var (of, method) in from of in classes from method in run.Options.Methods select (of, method))
            {
                var sample = run.Sample(original, image, of, method.Name, cancel);
                var place = FolderOf(folder, image, of);
                ImageFile.Write(sample.Filled, Path.Combine(place, $"{method.Name}.png"));
                if (method == run.Options.Methods[0])
                {
                    ImageFile.Write(sample.Original, Path.Combine(place, "original.png"));
                    ImageFile.Write(sample.Masked, Path.Combine(place, "masked.png"));
                }
            }
        }
    }

    /// <summary>The folder to which <see cref="Write"/> writes a sample: the image's full name, so that a.jpg and a.png do not collide,
    /// then the class.</summary>
    public static string FolderOf(string folder, string image, MaskClass of)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(of);
        return Path.Combine(folder, image.Replace('/', '_').Replace('\\', '_').Replace(':', '_'), of.Name);
    }
}
