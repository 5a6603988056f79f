namespace PConv.MLNet.Training.Tests;

public sealed class TorchLibraryTests
{
    /// <summary>These tests run over Torch, so it is loaded; how depends on the system's libstdc++.</summary>
    [Fact]
    public void Load_SaysHowTheLibraryWasLoaded_AndLeavesNoFolderBehind()
    {
        Assert.Matches("^loaded (as it is|from a copy that does not require GLIBCXX_3.4.32, which this system's libstdc\\+\\+ lacks)$",
            TorchLibrary.Load());
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), $"pconv-torch-{Environment.ProcessId}-*"));
    }

    [Fact]
    public void Of_TorchSharpInThePackageCache_FindsTheNeighboringPackages_ItsOwnVersionFirst()
    {
        var cache = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var native =
                Path.Combine("runtimes",
                    $"linux-{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
                    "native");
            string[] folders =
            [
                Path.Combine(cache, "torchsharp", "0.107.0", native),
                .. new[] { "libtorch-cpu-x/2.10.0", "libtorch-cuda-x/2.10.0",
                    "libtorch-cpu-x/2.7.1" }.Select(package => Path.Combine(cache, package, native)),
            ];
            Array.ForEach(folders, folder => Directory.CreateDirectory(folder));

            var found = NativeFolders.Find(Path.Combine(cache, "torchsharp", "0.107.0", "lib", "net8.0", "TorchSharp.dll"));

            Assert.Equal(folders, found.Where(folder => folder.StartsWith(cache, StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }
}
