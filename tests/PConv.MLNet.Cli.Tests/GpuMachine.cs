using System.Diagnostics;
using System.Runtime.Versioning;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>
/// A GPU machine with an archive of offline/gpu-machine.sh unpacked: the script and compile.sh are the real ones; Python, its
/// torch, g++ and pconv are scripts that tell what they were asked.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed class GpuMachine : IDisposable
{
    readonly TemporaryFolder folder = new();

    /// <param name="torch">What Python says of its torch but the folder: version, and 1 if it sees a GPU. Null: no Python.</param>
    /// <param name="compiler">There is a g++.</param>
    public GpuMachine(string? torch, bool compiler = true)
    {
        foreach (var tool in (string[])["dirname", "sort", "head", "tail", "cksum", "cut", "mkdir", "mv", "cat", "grep"])
        {
            Directory.CreateDirectory(this["tools"]);
            File.CreateSymbolicLink(this[$"tools/{tool}"], $"/usr/bin/{tool}");
        }

        Script("pack/gpu-machine.sh", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "offline", "gpu-machine.sh")));
        Script("pack/native/compile.sh", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "offline", "compile.sh")));
        Script("pack/bin/pconv", "#!/bin/sh\nprintf '%s\\n' \"$@\" \"$LD_LIBRARY_PATH\"\n");
        File.WriteAllText(this["pack/native/shim.cpp"], "// the shim");
        Directory.CreateDirectory(this["torch/lib"]);
        File.WriteAllText(this["torch/lib/libc10.so"], "");
        if (torch is not null)
        {
            Script("tools/python3", torch.Length == 0 ? "#!/bin/sh\nexit 1\n" : $"#!/bin/sh\necho a word of some plug-in\necho '{torch} {this["torch"]}'\n");
        }

        if (compiler)
        {
            Script("tools/g++", "#!/bin/sh\necho \"$@\" >&2\nwhile [ $1 != -o ]; do shift; done\necho compiled >$2\n");
        }
    }

    public string this[string file] => folder[file];

    /// <summary>The folders of compiled shims, by name.</summary>
    public string[] Shims => Directory.Exists(this["pack/shims"]) ? [.. Directory.GetDirectories(this["pack/shims"]).Select(d => Path.GetFileName(d)!)] : [];

    public Outcome Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", [this["pack/gpu-machine.sh"], .. arguments]);
        start.Environment["PATH"] = this["tools"];
        start.Environment.Remove("LD_LIBRARY_PATH");
        start.Environment.Remove("PYTHON");
        return Tool.Run(start, _ => { });
    }

    void Script(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[file])!);
        File.WriteAllText(this[file], text);
        File.SetUnixFileMode(this[file], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => folder.Dispose();
}
