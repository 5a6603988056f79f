using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>The hinge losses of adversarial training (Lim and Ye 2017, "Geometric GAN"; Miyato et al. 2018, eqs. (16) and (17)) over the
/// patches that contain hole pixels.</summary>
/// <remarks>
/// real and fake: D(I_gt, M) and D(I_comp, M), float [N, 1, h, w]; seesHole: [N, 1, h, w], 1 or 0
/// (<see cref="PatchDiscriminator.SeesHole"/>). A loss is the mean over the batch of each image's mean over its patches that contain hole
/// pixels, or 0 for an image without such patches.
/// </remarks>
static class AdversarialLoss
{
    /// <summary>L_D = mean max(0, 1 − D(I_gt, M)) + mean max(0, 1 + D(I_comp, M)), the loss of the discriminator.</summary>
    public static Tensor Discriminator(Tensor real, Tensor fake, Tensor seesHole) =>
        Mean(real.OneMinus().relu().Plus(fake.Plus(1).relu()), seesHole); // Miyato et al. 2018, eq. (16)

    /// <summary>L_adv = −mean D(I_comp, M), the adversarial loss of the network.</summary>
    public static Tensor Generator(Tensor fake, Tensor seesHole) => Mean(fake.negative(), seesHole); // Miyato et al. 2018, eq. (17)

    static Tensor Mean(Tensor values, Tensor seesHole) =>
        ((values * seesHole).sum([1, 2, 3]) / seesHole.sum([1, 2, 3]).AtLeast(1)).mean();
}
