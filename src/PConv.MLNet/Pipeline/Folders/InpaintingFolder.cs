using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>The images of a folder and their masks, as views.</summary>
sealed class InpaintingFolder
{
    readonly string root;
    readonly InpaintingFolderOptions options;
    readonly IReadOnlyList<FolderImage> images;

    /// <summary>Lists the images and finds their masks without opening them.</summary>
    public InpaintingFolder(string root, InpaintingFolderOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        options.Validate();
        (this.root, this.options) = (root, options);
        images = new FolderListing(root, options).Read();
        if (options.Masks is not null)
        {
            images = MaskFolder.Match(images, root, options);
        }
    }

    /// <summary>The rows of one subset, or all.</summary>
    public IDataView View(InpaintingSubset? subset)
    {
        var rows = new FolderRows(subset is null ? images : [.. images.Where(p => p.Subset == subset)], [.. TextColumns()]);
        List<AddedColumn> columns = [Image("Image", "ImagePath")];
        if (options.Masks is not null)
        {
            columns.Add(Image("Mask", "MaskPath"));
        }

        return new AddedColumnsView(rows,
            new(rows.Schema, columns,
                (row, active, _) => [.. columns.Select((column, i) => active(i) ? Decode(row, column.Needs[0]) : null)]));

        AddedColumn Image(string name, string path) => new(name, new ImageDataViewType(), rows.Schema[path]);
    }

    /// <summary>Number of rows of a subset.</summary>
    public int CountOf(InpaintingSubset subset) => images.Count(p => p.Subset == subset);

    IEnumerable<(string Name, Func<FolderImage, string?> Text)> TextColumns()
    {
        yield return ("ImagePath", p => Path.Combine(root, p.Path));
        if (options.Masks is not null)
        {
            yield return ("MaskPath", p => p.Mask);
        }

        if (options.Layout is InpaintingFolderLayout.ImageNet or InpaintingFolderLayout.Places2)
        {
            yield return ("Class", p => p.Class);
        }

        yield return ("Split", p => p.Subset.ToString());
    }

    static ValueGetter<MLImage?> Decode(DataViewRow row, DataViewSchema.Column path)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(path);
        ReadOnlyMemory<char> file = default;
        return (ref MLImage? image) =>
        {
            image?.Dispose();
            image = null;
            get(ref file);
            image = ColumnImage.From(ImageFile.Read(file.ToString())).ToMLImage();
        };
    }
}
