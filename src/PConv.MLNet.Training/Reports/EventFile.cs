using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace PConv.MLNet.Training;

/// <summary>Writes events for TensorBoard with TorchSharp. <c>tensorboard/from-step-000500</c> contains the events after step
/// 500.</summary>
/// <remarks>
/// TorchSharp's writer cannot mark the repeated steps of a resumed training, so each resume writes to a new folder, which TensorBoard shows
/// as a separate run. Folders of earlier attempts from the same or a later step are deleted. The folder is created with the first event.
/// The file is closed after every event, so no event is lost if the process is killed.
/// </remarks>
/// <param name="folder">Output folder of the training.</param>
/// <param name="step">Number of completed steps.</param>
sealed class EventFile(string folder, int step)
{
    const string Prefix = "from-step-";

    readonly string root = Path.Combine(folder, "tensorboard");
    SummaryWriter? writer;

    SummaryWriter Writer => writer ??= Create();

    /// <summary>Writes the values of a step.</summary>
    public void Write(int step, IEnumerable<(string Name, double Value)> scalars)
    {
        foreach (var (name, value) in scalars)
        {
            Writer.add_scalar(name, (float)value, step);
        }
    }

    /// <summary>Writes an image of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">Tag of the image in TensorBoard.</param>
    /// <param name="image">Path of a PNG file. TorchSharp encodes it again with SkiaSharp, whose native library comes with ML.NET.</param>
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
