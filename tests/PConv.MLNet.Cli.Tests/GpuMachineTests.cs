using System.Runtime.Versioning;

namespace PConv.MLNet.Cli.Tests;

/// <summary>offline/gpu-machine.sh: what it asks of a machine, and what it starts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GpuMachineTests
{
    [Fact]
    public void Run_CompilesTheShimOnceAndStartsPconvOverPythonsTorch()
    {
        using var machine = new GpuMachine("2.11.0+cu130 1");

        var first = machine.Run("run", "--", "train", "--images", "my photos", "--device", "cuda");
        var second = machine.Run("run", "--", "train", "--images", "my photos", "--device", "cuda");

        var shim = Assert.Single(machine.Shims);
        Assert.StartsWith("2.11.0+cu130-", shim);
        Assert.Contains("Compiling the shim over torch 2.11.0+cu130 (once) ...", first.Error);
        Assert.Equal($"train\n--images\nmy photos\n--device\ncuda\n{machine[$"pack/shims/{shim}"]}:{machine["torch/lib"]}:{machine["pack/bin"]}\n", second.Succeeds().Output);
        Assert.Equal((0, second.Output), (first.Code, first.Output));
    }

    [Fact]
    public void Run_AfterTheShimsSourceHasChanged_CompilesItAnew()
    {
        using var machine = new GpuMachine("2.11.0 0");
        machine.Run("run", "--", "--help");
        File.WriteAllText(machine["pack/native/shim.cpp"], "// a later shim");

        Assert.Contains("Compiling the shim", machine.Run("run", "--", "--help").Error);
        Assert.Equal(2, machine.Shims.Length);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Run_LinksTheCudaLibrariesOfATorchThatHasThem(bool cuda, bool newStrings)
    {
        using var machine = new GpuMachine("2.10.0 0");
        if (cuda)
        {
            File.WriteAllText(machine["torch/lib/libtorch_cuda.so"], "");
        }

        File.WriteAllText(machine["torch/lib/libc10.so"], newStrings ? "_ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx1112basic_string" : "_ZN3c105ErrorC2ENS_14SourceLocationESs");

        var line = machine.Run("run", "--", "--help").Error;

        Assert.Contains($"-I{machine["torch"]}/include ", line);
        Assert.Contains($"-D_GLIBCXX_USE_CXX11_ABI={(newStrings ? 1 : 0)} ", line);
        Assert.Contains("-Wl,--no-as-needed -ltorch -ltorch_cpu -lc10", line);
        Assert.Equal(cuda, line.Contains("-lc10 -ltorch_cuda -lc10_cuda"));
    }

    [Theory]
    [InlineData(null, "There is no 'python3' here: set PYTHON to the Python that has torch.")]
    [InlineData("", "'python3' has no torch that can be imported: see what 'python3 -c \"import torch\"' says, install one (python3 -m pip install 'torch>=2.10')")]
    [InlineData("2.9.1+cu128 1", "The torch of 'python3' is 2.9.1+cu128, expected 2.10 or newer: install one (python3 -m pip install 'torch>=2.10')")]
    [InlineData("2.11.0+cpu 0", "Torch 2.11.0+cpu sees no CUDA device: check nvidia-smi, install a torch built for CUDA, or take --device cpu.")]
    public void Run_WithoutATorchThatServes_SaysWhatToDo(string? torch, string sentence)
    {
        using var machine = new GpuMachine(torch);

        machine.Run("run", "--", "train", "--device", "cuda:0").Fails(sentence);
        Assert.Empty(machine.Shims);
    }

    [Fact]
    public void Run_WithoutACompiler_TakesAShimFromElsewhere()
    {
        using var machine = new GpuMachine("2.11.0 1", compiler: false);
        using var other = new GpuMachine("2.11.0 0");
        other.Run("run", "--", "--help");
        var shim = Assert.Single(other.Shims);

        machine.Run("run", "--", "--help").Fails($"copy its folder shims/{shim} here, to {machine[$"pack/shims/{shim}"]}.");

        Directory.CreateDirectory(machine["pack/shims"]);
        Directory.Move(other[$"pack/shims/{shim}"], machine[$"pack/shims/{shim}"]);
        Assert.StartsWith("--help\n", machine.Run("run", "--", "--help").Succeeds().Output);
    }

    [Fact]
    public void Run_OutsideAnArchive_SaysHowToMakeOne()
    {
        using var machine = new GpuMachine("2.11.0 1");
        File.Delete(machine["pack/bin/pconv"]);

        machine.Run("run", "--", "--help").Fails($"There is no {machine["pack/bin/pconv"]}: pack an archive (gpu-machine.sh pack OUT.tar.gz), unpack it, and run the gpu-machine.sh inside.");
    }

    [Theory]
    [InlineData("", "Usage: offline/gpu-machine.sh pack OUT.tar.gz")]
    [InlineData("train", "Usage: offline/gpu-machine.sh pack OUT.tar.gz")]
    [InlineData("run --", "./gpu-machine.sh run -- train --images photos --output run --device cuda")]
    [InlineData("pack", "Usage: offline/gpu-machine.sh pack OUT.tar.gz")]
    [InlineData("pack pconv.zip", "The archive is 'pconv.zip', expected a name that ends in .tar.gz.")]
    public void WrongUse_ShowsTheUse(string arguments, string sentence)
    {
        using var machine = new GpuMachine("2.11.0 1");

        machine.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).IsWrongUse(sentence);
    }

    [Fact]
    public void Pack_OntoAnExistingFile_LeavesIt()
    {
        using var machine = new GpuMachine("2.11.0 1");
        File.WriteAllText(machine["mine.tar.gz"], "mine");

        machine.Run("pack", machine["mine.tar.gz"]).Fails($"{machine["mine.tar.gz"]} is there already: remove it, or choose another name.");

        Assert.Equal("mine", File.ReadAllText(machine["mine.tar.gz"]));
    }
}
