namespace PConv.MLNet.Masks;

/// <summary>Decodes mask files, which requires an image codec. Thread-safe.</summary>
interface IMaskReader
{
    /// <summary>Whether a file can be decoded, judging by its name.</summary>
    bool CanRead(string path);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    Mask Read(string path);
}
