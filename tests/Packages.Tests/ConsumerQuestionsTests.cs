namespace Packages.Tests;

/// <summary>What a seasoned user of ML.NET tries first, in a project outside the repository that has nothing but the packages
/// (Consumer/Program.cs): it runs once, and each test is one of its questions.</summary>
public sealed class ConsumerQuestionsTests(ConsumerQuestionsTests.Answers answers) : IClassFixture<ConsumerQuestionsTests.Answers>
{
    [Theory]
    [InlineData("row class first", "MLImage")]
    [InlineData("queue", "7 of 7 right")]
    [InlineData("other order each time", "7 of 7 right")]
    [InlineData("fetches", "7 of 7 right, 7 fetched")]
    [InlineData("floats of 0 to 255",
        "Row 0, column 'Floats': the vector holds 200 to 200, expected 0 to 1, the option VectorMaximum. Set it to 255 for what " +
        "ExtractPixels makes.")]
    [InlineData("pixels as bytes",
        "Column 'Bytes' holds bytes of [3, 48, 64], which looks like pixels; a vector of bytes is an encoded file. Convert it to " +
        "floats (ConvertType) of [3, height, width], and set VectorMaximum to 255.")]
    [InlineData("no mask, no alpha",
        "Row 0, image 'rows/0.png': the image has no transparent pixel, and without a mask column those are the holes. Name the " +
        "column of masks (MaskColumnName).")]
    [InlineData("EXIF orientation",
        "Row 0, image 'rows/turned.jpg': Mask is 64×48 but image is 48×64. Its sides are exchanged: images are turned upright as " +
        "their EXIF orientation says. Turn the mask as well.")]
    [InlineData("GPU of the context", "CPU, CUDA device 0 cannot be used, told 1")]
    [InlineData("GPU without fallback",
        "CUDA device 0 cannot be used: this build of ONNX Runtime has only CPUExecutionProvider. Add " +
        "Microsoft.ML.OnnxRuntime.Gpu, or set FallbackToCpu.")]
    [InlineData("seeds", "False, True, True")]
    [InlineData("empty parts",
        "No image of 'one' is for Validation or Test: there are Train 1, Validation 0, Test 0. Add images, or set other " +
        "fractions.")]
    [InlineData("metrics", "7 images, True, True")]
    [InlineData("Cache", "ImagePath; cached images read: 7")]
    [InlineData("ShuffleRows", "7 of 7 right")]
    [InlineData("ToList", "6 of 7 disposed, of objects 6")]
    [InlineData("CustomMapping behind",
        "in a chain Schema mismatch for input column 'Output': expected Image, got Image; fitted by itself 64,72,80,88,96,104,112")]
    [InlineData("CrossValidationSplit", "True,True")]
    [InlineData("Save and Load", "7 of 7 right")]
    [InlineData("PredictionEngine", "88×48")]
    [InlineData("ConvertToOnnx", "Unsupported type: Microsoft")]
    [InlineData("OnnxExport", "written")]
    public void Answer_IsAsExpected(string question, string answer) => Assert.Equal(answer, answers.To(question));

    [Fact]
    public void Questions_AreAllAsked() => Assert.Equal(22, answers.Count);

    public sealed class Answers : IDisposable
    {
        readonly UserFolder folder = new();
        readonly Dictionary<string, string> lines;

        public Answers()
        {
            folder.Write("user.csproj", ConsumerTests.Project("net10.0", "PConv.MLNet", "Microsoft.ML.OnnxRuntime",
                "Microsoft.ML.OnnxConverter"));
            folder.Write("Program.cs", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Consumer", "Program.cs")));
            lines = folder.Dotnet("run", "--project", "user.csproj", "-c", "Release").Split('\n')
                .Where(line => !line.Contains(": warning ", StringComparison.Ordinal)).Select(line => line.Split(": ", 2))
                .Where(line => line.Length == 2).ToDictionary(line => line[0], line => line[1].Trim());
        }

        public int Count => lines.Count;

        public string To(string question) => lines[question];

        public void Dispose() => folder.Dispose();
    }
}
