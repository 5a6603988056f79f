#nullable enable
using TorchSharp;
using TorchSharp.Modules;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public class TorchAdamTests
{
    [Fact]
    public void Steps_WithChangingGradients_MatchTheClosedForm()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(ones([1L]));
        using var adam = optim.Adam([p], 0.1);
        double expected = 1, m = 0, v = 0;
        var gradients = new[] { 1.0, 3.0, -2.0 };
        for (var t = 1; t <= gradients.Length; t++)
        {
            var g = gradients[t - 1];
            adam.zero_grad();
            (p * g).sum().backward();
            adam.step();
            (m, v) = (0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g);
            expected -= 0.1 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
            Close([(float)expected], p);
        }
    }

    [Fact]
    public void WeightDecay_AddsTheParameterToItsGradient()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(full([1L], 2.0));
        using var adam = optim.Adam([p], 0.1, weight_decay: 0.5);
        (p * 0).sum().backward();
        adam.step();
        Close([1.9f], p);
    }

    [Fact]
    public void LearningRate_OfTheGroup_IsReadAtEachStep()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(zeros([1L]));
        using var adam = optim.Adam([p], 0.1);
        (p * 5).sum().backward();
        adam.step();
        foreach (var group in adam.ParamGroups)
            group.LearningRate = 0.01;
        adam.step();
        Close([-0.11f], p);
    }

    [Fact]
    public void Parameters_WithoutGradient_StayAsTheyAre()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(ones([1L]));
        using var adam = optim.Adam([p], 0.1);
        adam.step();
        Close([1], p);
    }

    [Fact]
    public void Step_InAScope_LeavesNoTensorsBehind()
    {
        using var net = new TorchNet();
        using var adam = optim.Adam(net.parameters(), 0.01);
        using var x = ones([2L, 1L, 4L, 4L]);
        var counts = new List<long>();
        for (var k = 0; k < 3; k++)
        {
            using (NewDisposeScope())
            {
                adam.zero_grad();
                net.forward(x).square().mean().backward();
                adam.step();
            }
            counts.Add(LiveTensors());
        }
        Assert.Equal(counts[0], counts[2]);
    }

    [Fact]
    public void State_SavedAndLoaded_ContinuesExactly()
    {
        using var scope = NewDisposeScope();
        Parameter p = new(zeros([2L])), resumed = new(zeros([2L]));
        using var adam = optim.Adam([p], 0.01);
        Train(adam, p, 3);
        foreach (var group in adam.ParamGroups)
            group.LearningRate = 0.02;
        using (no_grad())
            resumed.copy_(p);
        using var second = optim.Adam([resumed], 0.5);
        Load(second, Saved(adam));
        Assert.All(second.ParamGroups, g => Assert.Equal(0.02, g.LearningRate));
        Train(adam, p, 2);
        Train(second, resumed, 2);
        Assert.Equal(Floats(p), Floats(resumed));
    }

    [Fact]
    public void State_OfAnotherShape_IsRefused()
    {
        using var scope = NewDisposeScope();
        Parameter p = new(zeros([2L])), q = new(zeros([3L]));
        using var one = optim.Adam([p]);
        using var both = optim.Adam([p, q]);
        using var other = optim.Adam([q]);
        Assert.ThrowsAny<ArgumentException>(() => Load(both, Saved(one)));
        Assert.ThrowsAny<ArgumentException>(() => Load(other, Saved(one)));
    }

    static byte[] Saved(OptimizerHelper adam)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            adam.save_state_dict(writer);
        return stream.ToArray();
    }

    static void Load(OptimizerHelper adam, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        adam.load_state_dict(reader);
    }

    static void Train(OptimizerHelper adam, Parameter p, int steps)
    {
        for (var k = 0; k < steps; k++)
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            (p - tensor(new[] { 1f, -2f }, [2])).square().sum().backward();
            adam.step();
        }
    }
}
