using PConv.MLNet.Inference;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class InpaintingModelDescriptionTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    InpaintingModelDescription Read(string json)
    {
        File.WriteAllText(folder["model.json"], json);
        return InpaintingModelDescription.Load(folder["model.json"]);
    }

    [Fact]
    public void Load_OfWhatWasSaved_IsEqual()
    {
        var other = new InpaintingModelDescription
        {
            Name = "mine",
            ImageInput = "x",
            MaskInput = null,
            MaskFirst = true,
            Output = "y",
            ChannelsLast = true,
            Bgr = true,
            ImageRange = new(-1, 1),
            OutputRange = new(0, 255),
            MaskValues = new(-.5f, .5f),
            HoleColor = .25f,
            HoleGrowth = 2,
            SizeMultiple = 32,
            Batch = 4,
        };
        foreach (var description in InpaintingModelDescription.Known.Append(other))
        {
            description.Save(folder["model.json"]);
            Assert.Equal(description, InpaintingModelDescription.Load(folder["model.json"]));
        }
    }

    [Fact]
    public void Load_OfSomeNames_KeepsTheDefaultsOfTheOthers() => Assert.Equal(
        new() { ImageInput = "input", MaskInput = null, MaskValues = new(1, 0), HoleColor = 0, Bgr = true },
        Read("""
            { "imageInput": "input", "maskInput": null, "maskValues": { "hole": 1, "valid": 0 }, "holeColor": 0,
              "bgr": true /* OpenCV */ }
            """));

    [Theory]
    [InlineData("no json", "line 1, character ")]
    [InlineData("""{ "imageInput": "" }""",
        "In the model's description an input or the output has no name. Name each as the model does; maskInput is null where the mask is " +
        "a fourth channel.")]
    [InlineData("""{ "imageInput": "mask" }""",
        "image and mask are both input 'mask'. Set maskInput to null where the mask is a fourth channel.")]
    [InlineData("""{ "imageRange": { "black": 1, "white": 1 } }""",
        "imageRange is 1 to 1, expected two values that differ, as in 0 and 1.")]
    [InlineData("""{ "outputRange": { "black": 2, "white": 2 } }""",
        "outputRange is 2 to 2, expected two values that differ, as in 0 and 255.")]
    [InlineData("""{ "maskValues": { "hole": 1, "valid": 1 } }""",
        "maskValues are 1 for a hole and 1 for valid, expected two values that differ, as in 1 and 0.")]
    [InlineData("""{ "imageRange": { "black": 0 } }""", "line 1, imageRange: it lacks 'white'.")]
    [InlineData("""{ "holeHue": 0 }""", "line 1: there is no 'holeHue' here, expected batch, bgr, channelsLast, ")]
    [InlineData("""{ "holeGrowth": -1 }""", "holeGrowth is -1, expected 0 or more pixels.")]
    [InlineData("""{ "sizeMultiple": 0 }""", "sizeMultiple is 0, expected 1 or more.")]
    [InlineData("""{ "batch": 0 }""", "batch is 0, expected 1 or more, or null for any.")]
    public void Load_OfAWrongDescription_SaysWhatIsWrong(string json, string sentence)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read(json)).Message;

        Assert.StartsWith($"The model description '{folder["model.json"]}' cannot be read: ", message);
        Assert.Contains(sentence, message);
    }

    [Fact]
    public void Load_OfAMissingFile_NamesWhatThereIs() => Assert.Equal(
        "There is no model description 'none.json'. Pass a JSON file, or one of PConv, LaMa, MI-GAN.",
        Assert.Throws<FileNotFoundException>(() => InpaintingModelDescription.Load("none.json")).Message);

    [Fact]
    public void Open_WithAWrongDescription_IsRefused() => Assert.Equal(
        "In the model's description holeColor is no number.",
        Assert.Throws<ArgumentException>(() => OnnxInpainter.BuiltIn(new() { Description = new() { HoleColor = float.NaN } })).Message);
}
