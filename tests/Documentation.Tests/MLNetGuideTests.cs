using Microsoft.ML;
using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using PConv.MLNet.Training;

namespace Documentation.Tests;

/// <summary>docs/mlnet.md, as its reader would run it.</summary>
[Collection(nameof(Workplace))]
public class MLNetGuideTests
{
    static readonly Page Guide = new("mlnet.md");

    [Fact]
    public async Task Guide_Code_RunsFromTopToBottom()
    {
        using var place = new Workplace();
        place.AddDataSets();

        await Workplace.Run(Guide.Blocks("csharp"), code => Reader.HasTorch || !code.Contains("Trainers.", StringComparison.Ordinal));

        Assert.All(["filled.png", "pipeline.zip", "fixed.onnx", "stock.png"], file => Assert.True(File.Exists(place.PathOf(file)), file));
        Assert.Equal(Reader.HasTorch, File.Exists(place.PathOf("trained.zip")));
        Assert.Equal(place.Mask.Size, ImageFile.ReadSize(place.PathOf("filled.png")));
    }

    [Fact]
    public void Guide_TrainingConfiguration_CanBeTrainedWith()
    {
        var training = TrainingOptions.FromJson(Assert.Single(Guide.Blocks("json"))) with
        {
            Network = UNetSpec.WithWidth(16, 7, InitialFill.PullPush),
        };

        new MLContext().Inpainting().Trainers.PartialConv("Output", "ImagePath", "Mask", training); // which checks it
    }
}
