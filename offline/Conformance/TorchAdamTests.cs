#nullable enable
using TorchSharp;
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
        var p = nn.Parameter(ones([1L]));
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
        var p = nn.Parameter(full([1L], 2.0));
        using var adam = optim.Adam([p], 0.1, weight_decay: 0.5);
        (p * 0).sum().backward();
        adam.step();
        Close([1.9f], p);
    }

    [Fact]
    public void LearningRate_OfTheGroup_IsReadAtEachStep()
    {
        using var scope = NewDisposeScope();
        var p = nn.Parameter(zeros([1L]));
        using var adam = optim.Adam([p], 0.1);
        (p * 5).sum().backward();
        adam.step();
        foreach (var group in adam.ParamGroups)
        {
            Assert.Equal(0.1, group.LearningRate);
            group.LearningRate = 0.01;
        }
        adam.step();
        Close([-0.11f], p);
    }

    [Fact]
    public void Parameters_WithoutGradient_StayAsTheyAre()
    {
        using var scope = NewDisposeScope();
        var p = nn.Parameter(ones([1L]));
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
        var x = arange(32).to(ScalarType.Float32).view(2, 1, 4, 4) / 32;
        var file = Path.GetTempFileName();
        try
        {
            using var net = new TorchNet();
            using var adam = optim.Adam(net.parameters(), 0.01);
            Train(net, adam, x, 3);
            foreach (var group in adam.ParamGroups)
                group.LearningRate = 0.02;
            var weights = new MemoryStream();
            net.save(weights);
            adam.save_state_dict(file);
            Train(net, adam, x, 2);

            using var resumed = new TorchNet();
            resumed.load(new MemoryStream(weights.ToArray()));
            using var second = optim.Adam(resumed.parameters(), 0.5);
            second.load_state_dict(file);
            Assert.All(second.ParamGroups, g => Assert.Equal(0.02, g.LearningRate));
            Train(resumed, second, x, 2);
            foreach (var (key, value) in net.state_dict())
                Assert.Equal(value.bytes.ToArray(), resumed.state_dict()[key].bytes.ToArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void State_OfAnotherShape_IsRefused()
    {
        using var scope = NewDisposeScope();
        using TorchNet net = new();
        using var one = optim.Adam(net.parameters());
        using var other = optim.Adam(net.parameters().Take(2));
        Assert.ThrowsAny<ArgumentException>(() => other.load_state_dict(one.state_dict()));
    }

    static void Train(TorchNet net, TorchSharp.Modules.OptimizerHelper adam, Tensor x, int steps)
    {
        for (var k = 0; k < steps; k++)
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            (net.forward(x) - x).abs().mean().backward();
            adam.step();
        }
    }
}
