using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>Pictures to train on, decoded when asked for. Calls come from a background thread, one at a time.</summary>
public interface IImageSource
{
    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>Name of a picture for messages, such as its path.</summary>
    string NameOf(int index);

    /// <summary>Decodes a picture.</summary>
    RgbImage Read(int index);
}
