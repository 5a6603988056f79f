using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Tells ML.NET, once, that a plain <see cref="MLImage"/> property is an image of any size; it only knows images of one size
/// there.</summary>
static class ImageType
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255",
        Justification = "ML.NET's register of types is one for the process, and a loaded pipeline calls nothing else of ours first.")]
    internal static void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    /// <summary>The same of images of one size, of which ML.NET only knows those it has met as an attribute.</summary>
    public static void Register(DataViewSchema schema)
    {
        foreach (var column in schema)
        {
            if (column.Type is ImageDataViewType { Height: > 0, Width: > 0 } sized)
            {
                new ImageTypeAttribute(sized.Height, sized.Width).Register();
            }
        }
    }
}
