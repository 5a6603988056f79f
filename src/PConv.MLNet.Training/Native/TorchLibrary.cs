using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace PConv.MLNet.Training;

/// <summary>Loads TorchSharp's native library on Linux systems whose C++ library is older than the one it was built with.</summary>
/// <remarks>
/// libLibTorchSharp.so of TorchSharp 0.107 asks libstdc++ for version GLIBCXX_3.4.32 (GCC 13), for one symbol alone, which nothing calls
/// and nothing is relocated to. Debian 12, Ubuntu 22.04 and RHEL 9 have older ones and refuse the library. There, a copy whose requirement
/// is marked weak is loaded in its place; the copy is deleted as soon as it is loaded, and the package stays as it is.
/// <para>The assembly does this by itself before its own first use of TorchSharp. Call <see cref="Load"/> before a use of your own that
/// comes earlier.</para>
/// </remarks>
public static class TorchLibrary
{
    const string RequiredVersion = "GLIBCXX_3.4.32";
    const string RequiredSymbol = "_ZSt21ios_base_library_initv"; // what libstdc++ has of that version
    const string File = "libLibTorchSharp.so";

    /// <summary>libtorch, in the order in which its libraries need each other; the CUDA build has more, which these load
    /// themselves.</summary>
    static readonly string[] Libtorch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    static readonly Lazy<(string Way, Exception? Failure)> Outcome = new(Try);

    /// <summary>Loads the library where that is needed, once.</summary>
    /// <returns>How it is loaded, as a phrase: "loaded as it is", or why and how a copy was.</returns>
    /// <exception cref="DllNotFoundException">It cannot be loaded; the message says what is missing and what to install.</exception>
    public static string Load() =>
        Outcome.Value.Failure is { } failure ? throw new DllNotFoundException(failure.Message, failure) : Outcome.Value.Way;

    /// <summary>Before any use of TorchSharp by this assembly; a failure is thrown by <see cref="Load"/>, which the public entry points
    /// call.</summary>
#pragma warning disable CA2255 // TorchSharp's static constructor has to find the library loaded, whichever of our types comes first
    [ModuleInitializer]
    internal static void Initialize() => _ = Outcome.Value;
#pragma warning restore CA2255

    static (string, Exception?) Try()
    {
        if (!OperatingSystem.IsLinux() || HasRequiredSymbol())
        {
            return ("loaded as it is", null);
        }

        try
        {
#pragma warning disable IL3000 // empty in a single file, which has its libraries among the folders of the application
            var folders = NativeFolders.Find(typeof(torch).Assembly.Location);
#pragma warning restore IL3000
            var libtorch = FolderWith(folders, Libtorch);
            foreach (var name in Libtorch)
            {
                NativeLibrary.Load(Path.Combine(libtorch, name));
            }

            LoadCopy(Path.Combine(FolderWith(folders, [File]), File));
            return ($"loaded from a copy that does not require {RequiredVersion}, which this system's libstdc++ lacks", null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException
            or InvalidDataException)
        {
            return ("not loaded", new DllNotFoundException(
                $"TorchSharp cannot be loaded: this system's libstdc++ lacks {RequiredVersion}, and a copy of {File} that does without " +
                $"could not be loaded ({e.Message.TrimEnd('.')}). " +
                "Install the C++ library of GCC 13 or newer (Ubuntu 24.04 and Debian 13 have it), or make the folder for temporary " +
                "files, {Path.GetTempPath()}, writable and executable (TMPDIR names another).", e));
        }
    }

    static bool HasRequiredSymbol() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var library) && NativeLibrary.TryGetExport(library, RequiredSymbol, out _);

    static string FolderWith(IReadOnlyList<string> folders, string[] names) =>
        folders.FirstOrDefault(folder => names.All(name => System.IO.File.Exists(Path.Combine(folder, name))))
        ?? throw new DllNotFoundException(
            $"there is no {names[^1]}: add the package libtorch-cpu-linux-x64 or TorchSharp-cuda-linux to the application");

    /// <summary>Network file systems may keep a file that is open: then the copy stays until the folder for temporary files is
    /// cleaned.</summary>
    static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>TorchSharp's own loading finds the copy by its name inside (soname), as any library that is loaded already.</summary>
    static void LoadCopy(string file)
    {
        var library = System.IO.File.ReadAllBytes(file);
        ElfVersions.MarkWeak(library, RequiredVersion);
        var folder = Directory.CreateTempSubdirectory($"pconv-torch-{Environment.ProcessId}-"); // for this user alone
        try
        {
            var copy = Path.Combine(folder.FullName, File);
            System.IO.File.WriteAllBytes(copy, library);
            NativeLibrary.Load(copy);
        }
        finally
        {
            Remove(folder); // what is loaded stays
        }
    }
}
