using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Registers plain <see cref="MLImage"/> properties with ML.NET, once, as images of any size; by default ML.NET only supports
/// fixed sizes there.</summary>
static class ImageType
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255",
        Justification = "ML.NET's register of types is one for the process, and a loaded pipeline calls nothing else of ours first.")]
    internal static void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    /// <summary>Registers image types of fixed size, of which ML.NET only knows those it has seen as an attribute.</summary>
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
