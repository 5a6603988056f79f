using PConv.MLNet.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class AdamOptimizerTests : TorchTest
{
    [Fact]
    public void Step_SeveralTimes_GivesTheBitsOfTorchSharpsAdam()
    {
        var (ours, theirs) = (NewParameters(), NewParameters());
        using var optimizer = new AdamOptimizer(ours, 1e-2);
        using var twin = optim.Adam(theirs, 1e-2);
        for (var step = 0; step < 5; step++)
        {
            optimizer.LearningRate = twin.ParamGroups.Single().LearningRate = 1e-2 / (step + 1);
            Step(optimizer, ours, step);
            Step(twin, theirs, step);
        }

        Assert.All(ours.Zip(theirs), pair => Assert.Equal(Bits(pair.Second), Bits(pair.First)));
    }

    [Fact]
    public void Step_OfAParameterWithoutGradient_LeavesIt()
    {
        var parameters = NewParameters();
        using var optimizer = new AdamOptimizer(parameters, 1e-2);
        var before = Bits(parameters[1]);
        parameters[0].sum().backward();

        optimizer.step();

        Assert.Equal(before, Bits(parameters[1]));
    }

    [Fact]
    public void LoadedState_GoesOnBitForBit()
    {
        var (whole, resumed) = (NewParameters(), NewParameters());
        using var optimizer = new AdamOptimizer(whole, 1e-2);
        Step(optimizer, whole, 0);
        var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            optimizer.save_state_dict(writer);
        }

        using (no_grad())
        {
            _ = whole.Zip(resumed, (from, to) => to.copy_(from)).ToArray();
        }

        using var other = new AdamOptimizer(resumed, 1e-2);
        file.Position = 0;
        using (var reader = new BinaryReader(file))
        {
            other.load_state_dict(reader);
        }

        Step(optimizer, whole, 1);
        Step(other, resumed, 1);

        Assert.All(whole.Zip(resumed), pair => Assert.Equal(Bits(pair.First), Bits(pair.Second)));
    }

    static Parameter[] NewParameters() =>
        [new(Uniform([3, 4], 1).to_type(ScalarType.Float32)), new(Uniform([5], 2).to_type(ScalarType.Float32))];

    /// <summary>One step down Σ p · t for a target t of the step.</summary>
    static void Step(OptimizerHelper optimizer, Parameter[] parameters, int step)
    {
        optimizer.zero_grad();
        foreach (var parameter in parameters)
        {
            (parameter * parameter * Uniform(parameter.shape, 10 + step).to_type(ScalarType.Float32)).sum().backward();
        }

        optimizer.step();
    }

    static int[] Bits(Tensor x) => [.. x.detach().data<float>().ToArray().Select(BitConverter.SingleToInt32Bits)];
}
