using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>The discriminator that is trained together with a network, and its optimizer.</summary>
/// <remarks>
/// In each step, the network's gradients are computed first, with fixed discriminator weights. The discriminator's gradients are then
/// computed from the same fills, detached from the network.
/// </remarks>
sealed class Adversary : IDisposable
{
    const double Beta1 = .5, Beta2 = .999; // Isola et al. 2017, section 3.3

    readonly TrainingOptions options;
    readonly PatchDiscriminator discriminator;
    readonly AdamOptimizer optimizer;

    Adversary(TrainingOptions options, Device device)
    {
        this.options = options;
        manual_seed(options.Seed); // makes the initial weights independent of earlier random numbers
        discriminator = new();
        discriminator.to(device);
        optimizer = new(discriminator.parameters(), options.DiscriminatorLearningRate, Beta1, Beta2);
    }

    /// <summary>The discriminator's weights.</summary>
    public IEnumerable<Parameter> Parameters => discriminator.parameters();

    /// <summary>Creates a discriminator with random weights. Null if the weight of the adversarial term is 0. Call this after the network
    /// is created, because it seeds Torch's generator.</summary>
    public static Adversary? Create(TrainingOptions options, Device device) =>
        options.Loss.Adversarial.Weight > 0 ? new(options, device) : null;

    /// <summary>Adds the adversarial term to a loss, without gradients of the discriminator's weights.</summary>
    /// <param name="loss">Loss of the other terms.</param>
    /// <param name="composite">I_comp: float [N, 3, H, W].</param>
    /// <param name="mask">M: float [N, 1, H, W], 1 = valid.</param>
    /// <param name="step">Number of completed steps, for the warm-up.</param>
    public LossTerms AddTo(LossTerms loss, Tensor composite, Tensor mask, int step)
    {
        var value = AdversarialLoss.Generator(discriminator.Frozen(composite, mask), PatchDiscriminator.SeesHole(mask));
        var term = new LossTerm("Adversarial", value, options.Loss.Adversarial.At(step));
        return new(loss.Total.Plus(value.Times(term.Weight)), [.. loss.Terms, term]);
    }

    /// <summary>Accumulates the discriminator's gradients for a part of a step, and returns its loss L_D.</summary>
    public double Learn(Tensor composite, Tensor target, Tensor mask)
    {
        var loss =
            AdversarialLoss.Discriminator(discriminator.call(target, mask), discriminator.call(composite.detach(), mask),
                PatchDiscriminator.SeesHole(mask));
        loss.Over(options.Accumulation).backward();
        return loss.item<float>();
    }

    /// <summary>Makes the discriminator's optimizer step with the gradients averaged over all ranks.</summary>
    public void Step(IProcessGroup ranks, int step)
    {
        if (ranks.Count > 1)
        {
            GradientBuckets.Average(ranks, Parameters);
        }

        if (options.GradientClip is { } norm)
        {
            nn.utils.clip_grad_norm_(Parameters, norm);
        }

        optimizer.LearningRate = options.DiscriminatorLearningRateAt(step);
        optimizer.step();
        optimizer.zero_grad();
    }

    /// <summary>Writes the weights and the state of the optimizer.</summary>
    public void Save(BinaryWriter writer)
    {
        discriminator.save(writer);
        optimizer.save_state_dict(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        discriminator.load(reader);
        optimizer.load_state_dict(reader);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        discriminator.Dispose();
    }
}
