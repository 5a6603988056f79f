using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

// Which fills to look at: chosen from the rows alone.
public sealed partial class EvaluationResult
{
    /// <summary>Images with all their masks of class N, from small to large holes, as in the paper's figure 9.</summary>
    /// <param name="images">Number of images, the first by name.</param>
    public IReadOnlyList<(string Image, MaskClass Class)> GrowingHoles(int images) =>
        [.. from image in Images.Take(images) from of in Classes where of.Border == BorderClass.N select (image, of)];

    /// <summary>The images and masks for which the first method's PSNR is farthest below the best other method's; fewer if the first
    /// method is worse for fewer.</summary>
    /// <param name="count">Maximum number.</param>
    public IReadOnlyList<(string Image, MaskClass Class)> WorstCases(int count)
    {
        var cases = from row in Rows
                    group row by (row.Image, row.Class) into fills
                    let own = fills.First(r => r.Method == Methods[0]).Score.Psnr
                    let deficit = fills.Max(r => r.Score.Psnr) - own
                    where deficit > 0
                    orderby deficit descending
                    select fills.Key;
        return [.. cases.Take(count)];
    }
}

// The images of samples, filled again.
public sealed partial class EvaluationRun
{
    /// <summary>Writes original.png, masked.png and a PNG named after each method for every sample, in folders such as
    /// <c>bison.jpg/0.1-0.2_N</c>; replaces existing files.</summary>
    /// <param name="samples">Images and classes.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="cancel">Cancels the work.</param>
    public void SaveSamples(IEnumerable<(string Image, MaskClass Class)> samples, string folder,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var (image, classes) in samples.Distinct().GroupBy(s => s.Image, s => s.Class).Select(g => (g.Key, g)))
        {
            var original = Read(image);
            foreach (var (of, method) in from of in classes from method in options.Methods select (of, method))
            {
                var sample = Sample(original, image, of, method.Name, cancel);
                var place = FolderOf(folder, image, of);
                ImageFile.Write(sample.Filled, Path.Combine(place, $"{method.Name}.png"));
                if (method == options.Methods[0])
                {
                    ImageFile.Write(sample.Original, Path.Combine(place, "original.png"));
                    ImageFile.Write(Composite.WithWhiteHoles(sample.Original, sample.Mask), Path.Combine(place, "masked.png"));
                }
            }
        }
    }

    /// <summary>The folder of a sample's images: the image's full name, so that a.jpg and a.png do not collide,
    /// then the class.</summary>
    internal static string FolderOf(string folder, string image, MaskClass of) =>
        Path.Combine(folder, image.Replace('/', '_').Replace('\\', '_').Replace(':', '_'), of.Name);
}
