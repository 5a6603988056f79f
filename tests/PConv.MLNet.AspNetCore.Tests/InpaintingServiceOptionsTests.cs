using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingServiceOptionsTests
{
    static InpaintingServiceOptions Bind(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Inpainting:" + s.Key, (string?)s.Value)))
            .Build();
        using var services = new ServiceCollection().AddInpainting(configuration.GetSection("Inpainting")).BuildServiceProvider();
        return services.GetRequiredService<IOptions<InpaintingServiceOptions>>().Value;
    }

    static string Failure(Action<InpaintingServiceOptions> configure)
    {
        using var services = new ServiceCollection().AddInpainting(configure).BuildServiceProvider();
        return Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<InpaintingServiceOptions>>().Value).Message;
    }

    [Fact]
    public void AddInpainting_WithASection_BindsEveryOption()
    {
        var options =
            Bind(("ModelFile", "my.onnx"), ("Scoring:GpuDeviceId", "1"), ("Scoring:FallbackToCpu", "true"), ("Scoring:Threads", "3"),
                ("LoadAtStart", "false"),
            ("MaskReading:Polarity", "WhiteIsValid"), ("MaskReading:Threshold", "9"),
            ("MaxConcurrency", "2"), ("MaxQueue", "0"), ("Grow", "6"),
            ("Scoring:Style", "Faithful"), ("Scoring:Seed", "4"), ("MaxPixels", "1000"), ("MaxBytes", "2000"),
            ("Method", "faithful"), ("MaxPendingBytes", "5000000000"), ("UploadTimeout", "00:00:30"));

        Assert.Equal(("my.onnx", false, new MaskReading(MaskPolarity.WhiteIsValid, 9)),
            (options.ModelFile, options.LoadAtStart, options.MaskReading));
        Assert.Equal(
            new OnnxInpainterOptions { GpuDeviceId = 1, FallbackToCpu = true, Threads = 3, Style = InpaintingStyle.Faithful, Seed = 4 },
            options.Scoring);
        Assert.Equal(("faithful", 5_000_000_000, TimeSpan.FromSeconds(30)),
            (options.Method, options.MaxPendingBytes, options.UploadTimeout));
        Assert.Equal(6, options.Grow);
        Assert.Equal((2, 0, 1000, 2000), (options.MaxConcurrency, options.MaxQueue, options.MaxPixels, options.MaxBytes));
    }

    [Fact]
    public void AddInpainting_WithAModelsDescription_BindsIt()
    {
        var options =
            Bind(("Scoring:Resize", "true"), ("Scoring:Description:ImageInput", "photo"), ("Scoring:Description:ChannelsLast", "true"),
                ("Scoring:Description:HoleColor", "0"),
            ("Scoring:Description:OutputRange:Black", "0"), ("Scoring:Description:OutputRange:White", "255"));

        Assert.Equal(
            new OnnxInpainterOptions
            {
                Resize = true,
                Description = new() { ImageInput = "photo", ChannelsLast = true, HoleColor = 0, OutputRange = new(0, 255) },
            },
            options.Scoring);
    }

    [Fact]
    public void AddInpainting_WithAnEmptySection_KeepsTheDefaults()
    {
        var (bound, own) = (Bind(), new InpaintingServiceOptions());

        Assert.All(typeof(InpaintingServiceOptions).GetProperties(), option => Assert.Equal(option.GetValue(own), option.GetValue(bound)));
    }

    [Theory]
    [InlineData("MaxConcurency", "2", "'MaxConcurency'")]
    [InlineData("MaskReading:Threshold", "300", "Inpainting:MaskReading:Threshold")]
    [InlineData("MaskReading:Polarity", "Black", "Inpainting:MaskReading:Polarity")]
    public void AddInpainting_WithAKeyOrValueThatCannotBe_NamesIt(string key, string value, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidOperationException>(() => Bind((key, value))).Message);

    [Fact]
    public void Validate_WithWrongOptions_SaysWhatIsExpectedOfEach() => Assert.Equal(
        string.Join("; ",
            "ModelFile is blank. Name an ONNX file, or leave it out for the built-in model.",
            "Scoring: Threads is -1, expected 0 (one a core) or more.",
            "MaskReading: A mask threshold of 0 makes every mask pixel white. Take 1 to 255.",
            "MaxConcurrency, calls that run at once, is 0, expected 1 or more.",
            "MaxQueue, calls that may wait, is -1, expected 0 or more.",
            "MaxPixels, the largest area of an image, is 0, expected 1 or more.",
            "MaxBytes, the largest file read from a stream, is 0, expected 1 or more."),
        Failure(o =>
        {
            (o.ModelFile, o.Scoring, o.MaskReading) = (" ", new() { Threads = -1 }, new(Threshold: 0));
            (o.MaxConcurrency, o.MaxQueue, o.MaxPixels, o.MaxBytes) = (0, -1, 0, 0);
        }));

    [Fact]
    public void Validate_WithWrongOptionsOfRoutes_SaysWhatIsExpectedOfEach() => Assert.Equal(
        string.Join("; ",
            $"Method is 'magic', expected one of {InpaintingMethod.Names}.",
            "MaxPendingBytes, uploads held at once, is 20000, expected 68202 or more: one request with two files of MaxBytes, in base64.",
            "UploadTimeout is 00:00:00, expected more than none and at most 24 days, as in 00:05:00."),
        Failure(o => (o.Method, o.MaxBytes, o.MaxPendingBytes, o.UploadTimeout) = ("magic", 1000, 20_000, TimeSpan.Zero)));

    [Fact]
    public void Validate_WithAStyleOrAGrowthThatCannotBe_SaysWhatIsExpectedOfEach() => Assert.Equal(
        ("Scoring: Style is 7, expected Natural or Faithful. Leave it null to go by the model.; Grow is 1001, expected 0 to 1000 pixels.",
         "Method 'telea' and Scoring.Style Natural contradict each other. Leave one of them out."),
        (Failure(o => (o.Scoring, o.Grow) = (new() { Style = (InpaintingStyle)7 }, 1001)),
         Failure(o => (o.Method, o.Scoring) = ("telea", new() { Style = InpaintingStyle.Natural }))));

    [Fact]
    public void Validate_OfScoringAndMasks_IsTheirOwn() => Assert.Equal(
        ("Scoring: TensorRT is set without a GPU. Set GpuDeviceId too.",
         "MaskReading: The mask polarity is 5, expected WhiteIsHole or WhiteIsValid."),
        (Failure(o => o.Scoring = new() { TensorRT = true }), Failure(o => o.MaskReading = new((MaskPolarity)5))));

    [Fact]
    public void Validate_WithoutScoring_SaysSo() =>
        Assert.Equal("Scoring is null. Leave it out for the CPU with one thread a core.", Failure(o => o.Scoring = null!));
}
