using Microsoft.ML.Data;

namespace PConv.MLNet.Tests;

/// <summary>A row of files, as LoadImages reads them.</summary>
sealed class FileRow
{
    public string ImagePath { get; set; } = "";

    public string MaskPath { get; set; } = "";

    public int Number { get; set; }
}

/// <summary>A row of images in memory.</summary>
sealed class ImageRow
{
    public string Name { get; set; } = "";

    public MLImage? Image { get; set; }

    public MLImage? Mask { get; set; }
}

/// <summary>What is read from a pipeline's output.</summary>
sealed class FilledRow
{
    public MLImage? Output { get; set; }
}
