using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary><c>pconv inpaint</c> of one photograph of 512², from the start of the process to its end, against a Python script that fills it
/// with OpenCV. <c>build.sh</c> packs the tool first: as packed, its code is compiled beforehand.</summary>
static class ToolStart
{
    const int Side = 512;

    const string Script = """
        import sys, cv2
        image, mask = cv2.imread(sys.argv[1]), cv2.imread(sys.argv[2], 0)
        cv2.imwrite(sys.argv[3], cv2.inpaint(image, mask, 3, cv2.INPAINT_TELEA))
        """;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("pconv-start-").FullName;
        try
        {
            var (photograph, mask) = (Path.Combine(folder, "photograph.png"), Path.Combine(folder, "mask.png"));
            ImageFile.Write(ClassicalMethods.Files().Select(file => ClassicalMethods.Middle(file, Side)).OfType<RgbImage>().First(),
                photograph);
            ImageFile.Write(new IrregularMaskGenerator(new() { Width = Side, Height = Side, MinRatio = .05, MaxRatio = .1 }).Generate(0)
                .ToImage(), mask);
            var tool = Unpack(Path.Combine(folder, "tool"));
            Peer[] peers =
            [
                Whole("Python and OpenCV's telea, radius 3", Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3",
                    "-c", Script, photograph, mask, Path.Combine(folder, "telea.png")),
                .. from style in (string[])["natural", "faithful"]
                   select Whole($"pconv inpaint, {style}", "dotnet", tool, "inpaint", photograph, mask,
                       Path.Combine(folder, $"{style}.png"), "--style", style, "--overwrite"),
            ];
            Measure.Compare($"One photograph of {Side}², 5 to 10 % of holes, the whole process", 1, Measure.Rounds(11), peers);
            foreach (var (name, megabytes) in heights)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: {megabytes.Order().ElementAt(megabytes.Count / 2)} MB of memory at most (median)."));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static readonly Dictionary<string, List<long>> heights = [];

    /// <summary>The tool's assembly, out of the package for this platform.</summary>
    static string Unpack(string folder)
    {
        var package = Directory.EnumerateFiles(Path.Combine("artifacts", "start"), "pconv.*-*.nupkg").Single();
        ZipFile.ExtractToDirectory(package, folder);
        return Directory.EnumerateFiles(folder, "pconv.dll", SearchOption.AllDirectories).Single();
    }

    static Peer Whole(string name, string program, params string[] arguments)
    {
        var processor = 0.0;
        return new(name, () =>
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var (highest, used) = (0L, 0.0);
            while (!process.WaitForExit(4))
            {
                process.Refresh();
                try
                {
                    (highest, used) = (Math.Max(highest, process.PeakWorkingSet64), process.TotalProcessorTime.TotalMilliseconds);
                }
                catch (InvalidOperationException)
                {
                    // It has just ended.
                }
            }

            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{name} ended with {process.ExitCode}; its message is above.");
            }

            processor += used;
            heights.TryAdd(name, []);
            heights[name].Add(highest / 1_000_000);
        })
        {
            OfChildren = () => processor,
        };
    }
}
