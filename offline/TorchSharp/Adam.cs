using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam over one group of parameters.</summary>
    public class Adam : OptimizerHelper, torch.optim.ILearningRateController
    {
        static readonly Op Scale = new("mul_", "Scalar"), Divide = new("div_", "Scalar"), Add = new("add_", "Tensor"), Increase = new("add_", "Scalar"), AddScaled = new("add", "Tensor"),
            AddProduct = new("addcmul_"), AddQuotient = new("addcdiv_"), Negative = new("neg"), Root = new("sqrt"), Larger = new("maximum");

        readonly State[] states;
        double initialRate;
        double beta1;
        double beta2;
        double eps;
        double decay;
        bool amsgrad;
        bool maximize;

        internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize)
        {
            if (lr < 0 || eps < 0 || weight_decay < 0 || beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1)
                throw new ArgumentException($"Adam cannot do with lr {lr}, eps {eps}, weight decay {weight_decay}, betas {beta1} and {beta2}.");
            (initialRate, LearningRate, this.beta1, this.beta2, this.eps, decay, this.amsgrad, this.maximize) = (lr, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
            states = [.. parameters.Select(p => new State(p, amsgrad))];
        }

        public double LearningRate { get; set; }

        public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => [this];

        /// <summary>Gradients become zero, they do not go away: as in the real library in all its versions.</summary>
        public override void zero_grad()
        {
            using var _ = torch.no_grad();
            foreach (var state in states)
            {
                using var gradient = state.Parameter.grad;
                gradient?.fill_(0);
            }
        }

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor? loss = null;
            if (closure is not null)
            {
                using var _ = new torch.GradMode(true);
                loss = closure();
            }
            using var quiet = torch.no_grad();
            foreach (var state in states)
            {
                using var scope = torch.NewDisposeScope();
                if (state.Parameter.grad is { } gradient)
                    Update(state, gradient);
            }
            return loss;
        }

        // m and v are the running averages of the gradient and its square; both start at 0, hence the corrections
        void Update(State state, torch.Tensor gradient)
        {
            if (maximize)
                gradient = Negative.Call(gradient);
            if (decay != 0)
                gradient = AddScaled.Call(gradient, state.Parameter, decay);
            state.Steps++;
            Scale.InPlace(state.M, beta1);
            Add.InPlace(state.M, gradient, 1 - beta1);
            Scale.InPlace(state.V, beta2);
            AddProduct.InPlace(state.V, gradient, gradient, 1 - beta2);
            state.MaxV?.copy_(Larger.Call(state.MaxV, state.V));
            var divisor = Root.Call(state.MaxV ?? state.V);
            Divide.InPlace(divisor, Math.Sqrt(1 - Math.Pow(beta2, state.Steps)));
            Increase.InPlace(divisor, eps);
            AddQuotient.InPlace(state.Parameter, state.M, divisor, -LearningRate / (1 - Math.Pow(beta1, state.Steps)));
        }

        public override void save_state_dict(BinaryWriter writer)
        {
            writer.Write(nameof(Adam));
            writer.Write7BitEncodedInt64(1); // groups
            writer.Write7BitEncodedInt64(states.Length);
            foreach (var value in new[] { initialRate, LearningRate, beta1, beta2, eps, decay })
                writer.Write(value);
            writer.Write(amsgrad);
            writer.Write(maximize);
            foreach (var state in states)
                state.Save(writer);
        }

        public override void load_state_dict(BinaryReader reader)
        {
            var written = reader.ReadString();
            if (written != nameof(Adam))
                throw new InvalidDataException($"Mismatched optimizer type: expected '{nameof(Adam)}', but found '{written}' in the loaded stream.");
            if (reader.Read7BitEncodedInt64() != 1)
                throw new ArgumentException("Invalid optimizer state: different number of parameter groups.");
            if (reader.Read7BitEncodedInt64() != states.Length)
                throw new ArgumentException("Invalid optimizer state: different number of states.");
            (initialRate, LearningRate) = (reader.ReadDouble(), reader.ReadDouble());
            (beta1, beta2, eps, decay) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
            (amsgrad, maximize) = (reader.ReadBoolean(), reader.ReadBoolean());
            foreach (var state in states)
                state.Load(reader);
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var state in states)
                state.Dispose();
        }

        /// <summary>The running averages of one parameter, and the largest V so far where amsgrad is on.</summary>
        sealed class State(Parameter parameter, bool amsgrad) : IDisposable
        {
            public Parameter Parameter => parameter;
            public long Steps { get; set; }
            public torch.Tensor M { get; } = Zeros(parameter);
            public torch.Tensor V { get; } = Zeros(parameter);
            public torch.Tensor? MaxV { get; private set; } = amsgrad ? Zeros(parameter) : null;

            public void Save(BinaryWriter writer)
            {
                writer.Write(Steps);
                M.Save(writer);
                V.Save(writer);
                writer.Write(MaxV is not null);
                MaxV?.Save(writer);
            }

            public void Load(BinaryReader reader)
            {
                Steps = reader.ReadInt64();
                M.Load(reader);
                V.Load(reader);
                MaxV?.Dispose();
                MaxV = reader.ReadBoolean() ? Zeros(parameter) : null;
                MaxV?.Load(reader);
            }

            public void Dispose()
            {
                M.Dispose();
                V.Dispose();
                MaxV?.Dispose();
            }

            static torch.Tensor Zeros(Parameter parameter) => torch.zeros(parameter.shape, parameter.dtype, parameter.device).DetachFromDisposeScope();
        }
    }
}
