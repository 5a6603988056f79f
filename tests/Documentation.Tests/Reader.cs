using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Training;
using TorchSharp;

namespace PConv.MLNet.Testing;

/// <summary>What a reader of guides and notebooks has who added all packages.</summary>
static class Reader
{
    /// <summary>References and imports of the code that is read.</summary>
    public static ScriptOptions Options { get; } = ScriptOptions.Default
        .WithReferences(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
        .AddReferences(
            typeof(MLContext).Assembly, typeof(MLImage).Assembly, typeof(IDataView).Assembly, typeof(OnnxCatalog).Assembly,
            typeof(RgbImage).Assembly, typeof(TrainingOptions).Assembly,
            typeof(torch).Assembly)
        .WithImports("System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks");

    /// <summary>Some systems lack what TorchSharp's native library needs; there code of Torch is compiled, not run.</summary>
    public static bool HasTorch { get; } = FindTorch();

    static bool FindTorch()
    {
        try
        {
            torch.zeros([1]).Dispose();
            return true;
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            return false;
        }
    }
}
