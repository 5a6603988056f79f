namespace PConv.MLNet.Masks;

/// <summary>Decodes mask files, which needs a codec. Any thread may ask.</summary>
public interface IMaskReader
{
    /// <summary>Whether a file is one that can be decoded, by its name.</summary>
    bool CanRead(string path);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    Mask Read(string path);
}
