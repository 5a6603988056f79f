using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    public class Adam : OptimizerHelper, torch.optim.IBetas
    {
        readonly Options defaults;

        public Adam(IEnumerable<Parameter> parameters, double lr, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = [.. parameters] }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            if (lr < 0 || eps < 0 || weight_decay < 0 || beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1)
                throw new ArgumentException($"Adam cannot do with lr {lr}, eps {eps}, weight decay {weight_decay}, betas {beta1} and {beta2}.");
            defaults = new() { LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize };
            foreach (var group in parameters)
                add_param_group(group);
        }

        public (double, double) Betas
        {
            get => (defaults.beta1!.Value, defaults.beta2!.Value);
            set => (defaults.beta1, defaults.beta2) = value;
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var options = (Options)(param_group.Options ??= new Options());
            options.FillFrom(defaults);
            options.InitialLearningRate = options.LearningRate!.Value;
            param_group.Parameters = [.. param_group.Parameters];
            groups.Add(param_group);
            foreach (var parameter in param_group.Parameters)
                states[parameter] = new State(parameter, options.amsgrad == true);
        }

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor? loss = null;
            if (closure is not null)
            {
                using var _ = torch.enable_grad();
                loss = closure();
            }
            using var quiet = torch.no_grad();
            foreach (var group in groups)
            {
                foreach (var parameter in group.Parameters)
                {
                    using var scope = torch.NewDisposeScope();
                    if (parameter.grad is { } gradient)
                        Update(parameter, gradient, (State)states[parameter], (Options)group.Options);
                }
            }
            return loss;
        }

        // m and v are the running averages of the gradient and its square; both start at 0, hence the corrections
        static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options)
        {
            var (beta1, beta2) = (options.beta1!.Value, options.beta2!.Value);
            if (options.maximize == true)
                gradient = -gradient;
            if (options.weight_decay is { } decay && decay != 0)
                gradient = gradient.add(parameter, alpha: decay);
            state.step++;
            state.exp_avg.mul_(beta1).add_(gradient, alpha: 1 - beta1);
            state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
            if (state.max_exp_avg_sq is not null)
                state.max_exp_avg_sq.copy_(torch.maximum(state.max_exp_avg_sq, state.exp_avg_sq));
            var root = (state.max_exp_avg_sq ?? state.exp_avg_sq).sqrt();
            var divisor = root.div_(Math.Sqrt(1 - Math.Pow(beta2, state.step))).add_(options.eps!.Value);
            var length = options.LearningRate!.Value / (1 - Math.Pow(beta1, state.step));
            parameter.addcdiv_(state.exp_avg, divisor, value: -length);
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var state in states.Values.Cast<State>())
                state.Dispose();
            base.Dispose(disposing);
        }

        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public torch.Tensor exp_avg;
            public torch.Tensor exp_avg_sq;
            public torch.Tensor? max_exp_avg_sq;

            internal State(Parameter parameter, bool amsgrad)
            {
                exp_avg = torch.zeros_like(parameter).DetachFromDisposeScope();
                exp_avg_sq = torch.zeros_like(parameter).DetachFromDisposeScope();
                if (amsgrad)
                    max_exp_avg_sq = torch.zeros_like(parameter).DetachFromDisposeScope();
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                exp_avg.Save(writer);
                exp_avg_sq.Save(writer);
                writer.Write(max_exp_avg_sq is not null);
                max_exp_avg_sq?.Save(writer);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                exp_avg.Load(reader);
                exp_avg_sq.Load(reader);
                if (!reader.ReadBoolean())
                    (max_exp_avg_sq, _) = (null, Gone(max_exp_avg_sq));
                else if (max_exp_avg_sq is null)
                    max_exp_avg_sq = TensorExtensionMethods.Load(reader).to(exp_avg.device, disposeAfter: true).DetachFromDisposeScope();
                else
                    max_exp_avg_sq.Load(reader);
            }

            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                using var _ = torch.no_grad();
                step = other.step;
                exp_avg.copy_(other.exp_avg);
                exp_avg_sq.copy_(other.exp_avg_sq);
                Gone(max_exp_avg_sq);
                max_exp_avg_sq = other.max_exp_avg_sq?.to(exp_avg.device, copy: true).DetachFromDisposeScope();
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State s && step == s.step && exp_avg.allclose(s.exp_avg) && exp_avg_sq.allclose(s.exp_avg_sq)
                && (max_exp_avg_sq is null ? s.max_exp_avg_sq is null : s.max_exp_avg_sq is not null && max_exp_avg_sq.allclose(s.max_exp_avg_sq));

            public override void to(torch.Device device)
            {
                exp_avg = exp_avg.to(device, disposeAfter: true).DetachFromDisposeScope();
                exp_avg_sq = exp_avg_sq.to(device, disposeAfter: true).DetachFromDisposeScope();
                max_exp_avg_sq = max_exp_avg_sq?.to(device, disposeAfter: true).DetachFromDisposeScope();
            }

            public void Dispose()
            {
                Gone(exp_avg);
                Gone(exp_avg_sq);
                Gone(max_exp_avg_sq);
            }

            static bool Gone(torch.Tensor? tensor)
            {
                tensor?.Dispose();
                return true;
            }
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? weight_decay;
            public double? eps;
            public bool? amsgrad;
            public bool? maximize;

            internal void FillFrom(Options other)
            {
                LearningRate ??= other.LearningRate;
                beta1 ??= other.beta1;
                beta2 ??= other.beta2;
                weight_decay ??= other.weight_decay;
                eps ??= other.eps;
                amsgrad ??= other.amsgrad;
                maximize ??= other.maximize;
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var o = (Options)source;
                (beta1, beta2, eps, weight_decay, amsgrad, maximize) = (o.beta1, o.beta2, o.eps, o.weight_decay, o.amsgrad, o.maximize);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                (beta1, beta2, eps, weight_decay) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
                (amsgrad, maximize) = (reader.ReadBoolean(), reader.ReadBoolean());
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                foreach (var value in new[] { beta1, beta2, eps, weight_decay })
                    writer.Write(value!.Value);
                writer.Write(amsgrad!.Value);
                writer.Write(maximize!.Value);
            }
        }

        public class ParamGroup : Modules.ParamGroup, torch.optim.IBetas
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) => (Parameters, base.Options) = (parameters, options);

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
            {
            }

            public new Options Options
            {
                get => (Options)base.Options;
                set => base.Options = value;
            }

            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = value;
            }
        }
    }
}
