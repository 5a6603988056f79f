using System.Runtime.CompilerServices;
using PConv.MLNet.Training;

namespace PConv.MLNet.Testing;

/// <summary>Tests use TorchSharp themselves, and may do so before the library does.</summary>
static class TorchSetup
{
    [ModuleInitializer]
    internal static void Load() => PConv.MLNet.Training.PartialConvTrainer.LoadTorch();
}
