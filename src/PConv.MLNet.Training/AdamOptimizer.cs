using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1), with the state and file format of TorchSharp's class. The step is reimplemented to
/// keep its <see cref="Scalar"/> objects alive (<see cref="TensorMath"/>).</summary>
sealed class AdamOptimizer(IEnumerable<Parameter> parameters, double learningRate, double beta1 = .9, double beta2 = .999)
    : Adam(parameters, learningRate, beta1, beta2)
{
    /// <summary>Sets the learning rate of the next steps.</summary>
    public double LearningRate
    {
        set
        {
            foreach (var group in ParamGroups)
            {
                group.LearningRate = value;
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(group => Step(group, (Options)group.Options), closure);

    void Step(TorchSharp.Modules.ParamGroup group, Options options)
    {
        var (beta1, beta2, rate) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
        using Scalar keep1 = beta1, new1 = 1 - beta1, keep2 = beta2, new2 = 1 - beta2, epsilon = options.eps!.Value, one = 1.0;
        foreach (var parameter in group.Parameters)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            var state = (State)_state[parameter.Handle];
            state.step++;
            state.exp_avg.mul_(keep1).add_(gradient, new1); // m
            state.exp_avg_sq.mul_(keep2).addcmul_(gradient, gradient, new2); // v
            using Scalar root = Math.Sqrt(1 - Math.Pow(beta2, state.step));
            using Scalar length = -rate / (1 - Math.Pow(beta1, state.step));
            parameter.addcdiv_(state.exp_avg, state.exp_avg_sq.sqrt().div_(root).add_(epsilon, one), length); // θ ← θ − α m̂ / (√v̂ + ε)
        }
    }
}
