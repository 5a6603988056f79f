using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace PConv.MLNet.Training;

/// <summary>What TensorBoard shows of a training, written by TorchSharp: <c>tensorboard/from-step-000500</c> follows step 500.</summary>
/// <remarks>
/// TorchSharp's writer cannot tell TensorBoard that a resumed training repeats steps, so each resume has a folder of its own, which
/// TensorBoard shows as a run of its own. An earlier attempt from the same step, or from a later one, is removed. The folder is made with
/// the first event; every event is appended and the file closed again, so that nothing is lost if the process is killed.
/// </remarks>
/// <param name="folder">The training's output folder.</param>
/// <param name="step">Steps done before.</param>
sealed class EventFile(string folder, int step)
{
    const string Prefix = "from-step-";

    readonly string root = Path.Combine(folder, "tensorboard");
    SummaryWriter? writer;

    SummaryWriter Writer => writer ??= Create();

    /// <summary>Writes numbers of a step, each under its name.</summary>
    public void Write(int step, IEnumerable<(string Name, double Value)> scalars)
    {
        foreach (var (name, value) in scalars)
        {
            Writer.add_scalar(name, (float)value, step);
        }
    }

    /// <summary>Writes an image of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">What TensorBoard calls it.</param>
    /// <param name="image">A PNG file. TorchSharp encodes it again by SkiaSharp, whose native library ML.NET has.</param>
    public void Write(int step, string name, string image) => Writer.add_img(name, image, step);

    SummaryWriter Create()
    {
        foreach (var attempt in Directory.Exists(root) ? Directory.GetDirectories(root, $"{Prefix}*") : [])
        {
            var number = Path.GetFileName(attempt).AsSpan(Prefix.Length);
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from >= step)
            {
                Directory.Delete(attempt, recursive: true);
            }
        }

        return tensorboard.SummaryWriter(Path.Combine(root, $"{Prefix}{step:D6}"));
    }
}
