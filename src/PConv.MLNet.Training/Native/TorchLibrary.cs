using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace PConv.MLNet.Training;

/// <summary>Loads TorchSharp's native library on Linux systems whose C++ library is older than the one it was built with.</summary>
/// <remarks>
/// libLibTorchSharp.so of TorchSharp 0.107 requires version GLIBCXX_3.4.32 of libstdc++ (GCC 13) because of one symbol, which is neither
/// called nor relocated. Debian 12, Ubuntu 22.04 and RHEL 9 have older versions and cannot load the library. On these systems, a copy in
/// which the requirement is marked as weak is loaded instead. The copy is deleted immediately after loading; the package is not changed.
/// <para>This assembly loads the library before its own first use of TorchSharp.</para>
/// </remarks>
static class TorchLibrary
{
    const string RequiredVersion = "GLIBCXX_3.4.32";
    const string RequiredSymbol = "_ZSt21ios_base_library_initv"; // the symbol of this version in libstdc++
    const string File = "libLibTorchSharp.so";

    /// <summary>The libraries of libtorch, in the order of their dependencies. They load the additional libraries of the CUDA build
    /// themselves.</summary>
    static readonly string[] Libtorch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    static readonly Lazy<(string Way, Exception? Failure)> Outcome = new(Try);

    /// <summary>Loads the library if the system needs it; later calls return the result of the first.</summary>
    /// <returns>A phrase that says how the library is loaded: "loaded as it is", or why a copy was loaded.</returns>
    /// <exception cref="DllNotFoundException">The library cannot be loaded. The message says what is missing and what to
    /// install.</exception>
    public static string Load() =>
        Outcome.Value.Failure is { } failure ? throw new DllNotFoundException(failure.Message, failure) : Outcome.Value.Way;

    /// <summary>Runs before this assembly uses TorchSharp. A failure is thrown by <see cref="Load"/>, which the public entry points
    /// call.</summary>
#pragma warning disable CA2255 // the library must be loaded before TorchSharp's static constructor runs, whichever type is used first
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
#pragma warning disable IL3000 // Location is empty in a single-file application, whose libraries are in the application's folders
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
                $"TorchSharp cannot be loaded: this system's libstdc++ lacks {RequiredVersion}, and a copy of {File} that does not " +
                $"need it could not be loaded ({e.Message.TrimEnd('.')}). " +
                "Install the C++ library of GCC 13 or newer (Ubuntu 24.04 and Debian 13 have it), or make the folder for temporary " +
                $"files, {Path.GetTempPath()}, writable and executable (TMPDIR sets another).", e));
        }
    }

    static bool HasRequiredSymbol() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var library) && NativeLibrary.TryGetExport(library, RequiredSymbol, out _);

    static string FolderWith(IReadOnlyList<string> folders, string[] names) =>
        folders.FirstOrDefault(folder => names.All(name => System.IO.File.Exists(Path.Combine(folder, name))))
        ?? throw new DllNotFoundException(
            $"there is no {names[^1]}: add the package libtorch-cpu-linux-x64 or TorchSharp-cuda-linux to the application");

    /// <summary>Deletes the copy. Network file systems may not delete an open file; the copy then remains in the folder for temporary
    /// files.</summary>
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

    /// <summary>Loads a copy without the requirement. TorchSharp then finds the loaded library by its soname.</summary>
    static void LoadCopy(string file)
    {
        var library = System.IO.File.ReadAllBytes(file);
        ElfVersions.MarkWeak(library, RequiredVersion);
        var folder = Directory.CreateTempSubdirectory($"pconv-torch-{Environment.ProcessId}-"); // accessible only to this user
        try
        {
            var copy = Path.Combine(folder.FullName, File);
            System.IO.File.WriteAllBytes(copy, library);
            NativeLibrary.Load(copy);
        }
        finally
        {
            Remove(folder); // the library stays loaded
        }
    }
}
