namespace PConv.MLNet;

/// <summary>How a folder of images is arranged.</summary>
public enum InpaintingFolderLayout
{
    /// <summary>Any tree of images.</summary>
    Flat,

    /// <summary>ImageNet: <c>train/SYNSET/*.JPEG</c>, <c>val/</c> and <c>test/</c> with or without folders of synsets. Column Class has the
    /// synset.</summary>
    ImageNet,

    /// <summary>Places2: <c>data_large</c> or <c>data_256</c> with folders of categories to train on, <c>val_large</c> or <c>val_256</c>,
    /// <c>test_large</c> or
    /// <c>test_256</c>; the large ones where both are there. Column Class has the category, as in <c>a/airfield</c>.</summary>
    Places2,

    /// <summary>CelebA-HQ: numbered images in <c>CelebA-HQ-img</c> or in the folder itself. With a split file in CelebA's names and
    /// <c>CelebA-HQ-to-CelebA-mapping.txt</c> beside them, each image goes where its original does.</summary>
    CelebAHQ,
}
