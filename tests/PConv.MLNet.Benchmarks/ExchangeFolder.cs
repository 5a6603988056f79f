using PConv.MLNet.Core;

namespace PConv.MLNet.Benchmarks;

/// <summary>Raw files through which both processes see the same pictures, all of one size; gone afterwards.</summary>
sealed class ExchangeFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pconv-classical-");
    readonly ImageSize size;

    public ExchangeFolder(RgbImage[] images, Mask[] masks)
    {
        size = images[0].Size;
        for (var i = 0; i < images.Length; i++)
        {
            File.WriteAllBytes(Name(i, "rgb"), images[i].Pixels);
            File.WriteAllBytes(Name(i, "hole"), [.. masks[i].Valid.ToArray().Select(v => v == 1 ? (byte)0 : byte.MaxValue)]);
        }
    }

    /// <summary>The line that makes reference_inpainting.py read them.</summary>
    public string Load => $"load\t{folder.FullName}\t{size.Width}\t{size.Height}";

    public RgbImage Filled(int index) => new(size.Width, size.Height, File.ReadAllBytes(Name(index, "filled")));

    public void Dispose() => folder.Delete(recursive: true);

    string Name(int index, string extension) => Path.Combine(folder.FullName, $"{index:D3}.{extension}");
}
