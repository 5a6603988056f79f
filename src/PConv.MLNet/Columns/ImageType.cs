using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Tells ML.NET, once, that a plain <see cref="MLImage"/> property is an image of any size; it only knows images of one size there.</summary>
static class ImageType
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "ML.NET's register of types is one for the process, and a loaded pipeline calls nothing else of ours first.")]
    internal static void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));
}
