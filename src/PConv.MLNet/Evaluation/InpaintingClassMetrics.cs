using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Means over the images of one class, or of a whole set.</summary>
/// <remarks>A mean is NaN if no image has the value: in a class without images, and for PSNR if all fills equal their originals.</remarks>
public sealed class InpaintingClassMetrics
{
    Mean[] stages = [];
    Mean holeRatio, l1Percent, psnr, ssim, holeL1Percent, holePsnr, perceptual, sharpness;

    internal InpaintingClassMetrics(HoleRatioBucket? bucket, BorderClass? border) => (Bucket, Border) = (bucket, border);

    /// <summary>The class of hole ratios; null for the whole set.</summary>
    public HoleRatioBucket? Bucket { get; }

    /// <summary>Whether the holes keep away from the edges; null for the whole set.</summary>
    public BorderClass? Border { get; }

    /// <summary>Number of images.</summary>
    public int Images { get; private set; }

    /// <summary>Images whose fill equals the original. Their PSNR is infinite and left out of both means of PSNR.</summary>
    public int EqualImages { get; private set; }

    /// <summary>Mean share of hole pixels, [0, 1].</summary>
    public double HoleRatio => holeRatio.Value;

    /// <summary>Mean of the images' L1 in percent of 255, over whole images.</summary>
    public double L1Percent => l1Percent.Value;

    /// <summary>Mean of the images' PSNR in dB, over whole images, without <see cref="EqualImages"/>.</summary>
    public double Psnr => psnr.Value;

    /// <summary>Mean of the images' SSIM, at most 1, over whole images.</summary>
    public double Ssim => ssim.Value;

    /// <summary>Mean of the images' L1 in percent of 255, over holes only; images without holes are excluded.</summary>
    public double HoleL1Percent => holeL1Percent.Value;

    /// <summary>Mean of the images' PSNR in dB, over holes only, without <see cref="EqualImages"/>.</summary>
    public double HolePsnr => holePsnr.Value;

    /// <summary>Mean of the images' perceptual distances, over whole images; NaN if not measured.</summary>
    public double Perceptual => perceptual.Value;

    /// <summary>Means of the terms of the perceptual distances, one per output of the network, such as stem, layer1, layer2, layer3 and
    /// layer4 of ResNet-18; empty if not measured.</summary>
    public IReadOnlyList<double> PerceptualStages => [.. stages.Select(s => s.Value)];

    /// <summary>Mean of the images' sharpness in the holes; NaN if not measured.</summary>
    public double Sharpness => sharpness.Value;

    internal void Add(InpaintingScore score)
    {
        Images++;
        EqualImages += double.IsPositiveInfinity(score.Psnr) ? 1 : 0;
        holeRatio.Add(score.HoleRatio);
        l1Percent.Add(score.L1Percent);
        psnr.Add(score.Psnr);
        ssim.Add(score.Ssim);
        holeL1Percent.Add(score.HoleL1Percent);
        holePsnr.Add(score.HolePsnr);
        perceptual.Add(score.Perceptual);
        sharpness.Add(score.Sharpness);
        Array.Resize(ref stages, Math.Max(stages.Length, score.PerceptualStages.Count));
        foreach (var (i, distance) in score.PerceptualStages.Index())
        {
            stages[i].Add(distance);
        }
    }

    /// <summary>Running mean of the finite values.</summary>
    struct Mean
    {
        double sum;
        int count;

        public readonly double Value => sum / count;

        public void Add(double value)
        {
            if (double.IsFinite(value))
            {
                sum += value;
                count++;
            }
        }
    }
}
