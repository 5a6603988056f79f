using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class InpaintingMethodsTests
{
    public static TheoryData<string> All => [.. InpaintingMethod.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Open_OfEveryMethod_FillsTheHolesAlone(string name)
    {
        var (image, mask) = (Samples.Image(64, 64), Samples.Hole(64, 64, 20, 24, 12, 9));
        var inpainter = InpaintingMethod.Parse(name).Open(new() { Threads = 1 });
        using var owned = inpainter as IDisposable;
        var filled = inpainter.Inpaint(Composite.Create(image, new(64, 64), mask), mask);

        Assert.Equal(image.Pixels, Composite.Create(filled, image, mask).Pixels);
        Assert.NotEqual(new RgbImage(64, 64).Pixels, Composite.Create(new(64, 64), filled, mask).Pixels);
    }

    [Fact]
    public void All_HaveNamesOfTheirOwnAndTheNetworkIsFirst()
    {
        Assert.Equal(InpaintingMethod.All.Count, InpaintingMethod.All.Select(m => m.Name).Distinct().Count());
        Assert.Equal(["natural", "faithful"], InpaintingMethod.All.Take(2).Select(m => m.Name));
        Assert.All(InpaintingMethod.All, m => Assert.NotEmpty(m.Description));
    }

    [Fact]
    public void Parse_OfAModelFile_TakesItUnderItsName()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["my=model.onnx"], [1, 2, 3]);
        var method = InpaintingMethod.Parse($"mine={folder["my=model.onnx"]}");

        Assert.Equal(("mine", folder["my=model.onnx"]), (method.Name, method.Description));
        // printf '\1\2\3' | sha256sum
        Assert.Equal("sha256:039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", method.Identity);
        Assert.Throws<InvalidDataException>(() => method.Open());
    }

    [Fact]
    public void Parse_OfWhatThereIsNot_SaysWhatThereIs()
    {
        Assert.Equal(
            $"There is no method 'magic'. Take {InpaintingMethod.Names}, or a model file under a name of your own, as in mine=model.onnx.",
            Assert.Throws<ArgumentException>(() => InpaintingMethod.Parse("magic")).Message);
        Assert.StartsWith("There is no model 'none.onnx'.",
            Assert.Throws<FileNotFoundException>(() => InpaintingMethod.Parse("mine=none.onnx")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("two words")]
    public void Name_ThatCouldNotNameAFile_IsRefused(string name) => Assert.Equal(
        $"A method cannot be called '{name}'. Use letters, digits, dots, hyphens and underscores, as in mine=model.onnx.",
        Assert.Throws<ArgumentException>(() => Methods.Gray(name)).Message);

    [Fact]
    public void Identity_OfTheBuiltInModel_IsTheSameEveryTime() => Assert.Equal(
        InpaintingMethod.FromModel("a", InpaintingModel.BuiltIn).Identity,
        InpaintingMethod.FromModel("b", InpaintingModel.BuiltIn).Identity);

    [Fact]
    public void Parse_WithANetwork_TakesItInBothStylesAndForNothingElse()
    {
        var network = InpaintingModel.FromBytes([1, 2, 3]);

        Assert.Equal(InpaintingMethod.FromModel("a", network).Identity, InpaintingMethod.Parse("natural", network).Identity);
        Assert.Equal(InpaintingMethod.FromModel("a", network, style: InpaintingStyle.Faithful).Identity,
            InpaintingMethod.Parse("faithful", network).Identity);
        Assert.NotEqual(InpaintingMethod.Parse("natural", network).Identity, InpaintingMethod.Parse("faithful", network).Identity);
        Assert.Same(InpaintingMethod.Parse("telea"), InpaintingMethod.Parse("telea", network));
    }

    [Fact]
    public void OpenOfTheNetwork_InItsStyles_GivesThem()
    {
        using var natural = (OnnxInpainter)InpaintingMethod.Parse("natural").Open(new() { Threads = 1 });
        using var faithful = (OnnxInpainter)InpaintingMethod.Parse("faithful").Open(new() { Threads = 1 });

        Assert.Equal((InpaintingStyle.Natural, InpaintingStyle.Faithful), (natural.Style, faithful.Style));
    }

    [Theory]
    [InlineData("telea", null, true)]
    [InlineData("natural", InpaintingStyle.Natural, true)]
    [InlineData("faithful", InpaintingStyle.Faithful, true)]
    [InlineData("faithful", InpaintingStyle.Natural, false)]
    [InlineData("natural", InpaintingStyle.Faithful, false)]
    [InlineData("telea", InpaintingStyle.Natural, false)]
    public void Agree_OnlyANetworkWithTheStyleOfItsName(string method, InpaintingStyle? style, bool agree) =>
    Assert.Equal(agree, InpaintingMethod.Agree(method, style));
}
