using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Marks an <see cref="MLImage"/> property or field of a row class as an image of any size.</summary>
/// <remarks>
/// ML.NET itself knows images of one size only (<c>ImageTypeAttribute</c> with a height and a width), and plain properties from the first
/// call of this library on. With this attribute a row class works before, wherever it is used first.
/// </remarks>
/// <example><code>
/// class Filled { [AnySizeImage] public MLImage? Output { get; set; } }
/// </code></example>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AnySizeImageAttribute : Attribute
{
    /// <summary>Registers images of any size with ML.NET, which makes the attributes of a row class before it looks for its columns'
    /// types.</summary>
    public AnySizeImageAttribute() => ImageType.Register();
}
