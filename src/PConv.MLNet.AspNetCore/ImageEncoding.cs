namespace PConv.MLNet.AspNetCore;

/// <summary>How a filled image is written to a stream.</summary>
public enum ImageEncoding
{
    /// <summary>image/png: known pixels stay bit by bit. The default.</summary>
    Png,

    /// <summary>image/jpeg, quality 100: known pixels change a little, alpha is lost.</summary>
    Jpeg,

    /// <summary>image/webp, quality 100.</summary>
    WebP,
}
