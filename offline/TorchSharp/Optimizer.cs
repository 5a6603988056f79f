using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public abstract class Optimizer : IDisposable
            {
                internal readonly List<ParamGroup> groups = [];

                public virtual IEnumerable<ILearningRateController> ParamGroups => groups;

                public abstract void zero_grad();

                public abstract Tensor? step(Func<Tensor>? closure = null);

                public virtual IEnumerable<Parameter> parameters() => groups.SelectMany(g => g.Parameters);

                public virtual void add_param_group(ParamGroup param_group) => groups.Add(param_group);

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                }

                /// <summary>Options by group and state by parameter; not copies.</summary>
                public class StateDictionary
                {
                    internal StateDictionary()
                    {
                    }

                    public List<OptimizerOptions> Options { get; } = [];

                    public List<OptimizerState> State { get; } = [];
                }
            }

            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }

            public interface IBetas
            {
                (double, double) Betas { get; set; }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        internal readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

        /// <summary>Gradients become zero, they do not go away: as in the real library in all its versions.</summary>
        public override void zero_grad()
        {
            foreach (var parameter in parameters())
            {
                using var gradient = parameter.grad;
                gradient?.zero_();
            }
        }

        public virtual StateDictionary state_dict()
        {
            var result = new StateDictionary();
            foreach (var group in groups)
            {
                result.Options.Add(group.Options);
                result.State.AddRange(group.Parameters.Select(p => states[p]));
            }
            return result;
        }

        public virtual void load_state_dict(StateDictionary state_dict)
        {
            var own = this.state_dict();
            CheckCounts(state_dict.Options.Count, state_dict.State.Count, own);
            foreach (var (mine, theirs) in own.Options.Zip(state_dict.Options).Where(p => p.First != p.Second))
                mine.LoadStateDict(theirs);
            foreach (var (mine, theirs) in own.State.Zip(state_dict.State).Where(p => p.First != p.Second))
                mine.LoadStateDict(theirs);
        }

        public void save_state_dict(string location)
        {
            using var writer = new BinaryWriter(File.Create(location));
            save_state_dict(writer);
        }

        public void load_state_dict(string location)
        {
            using var reader = new BinaryReader(File.OpenRead(location));
            load_state_dict(reader);
        }

        public void save_state_dict(BinaryWriter writer)
        {
            var own = state_dict();
            writer.Write(GetType().Name);
            writer.Encode(own.Options.Count);
            writer.Encode(own.State.Count);
            own.Options.ForEach(o => o.SaveStateDict(writer));
            own.State.ForEach(s => s.SaveStateDict(writer));
        }

        public void load_state_dict(BinaryReader reader)
        {
            var written = reader.ReadString();
            if (written != GetType().Name)
                throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{written}' in the loaded stream.");
            var own = state_dict();
            CheckCounts(reader.Decode(), reader.Decode(), own);
            own.Options.ForEach(o => o.LoadStateDict(reader));
            own.State.ForEach(s => s.LoadStateDict(reader));
        }

        public void to(torch.Device device)
        {
            foreach (var state in states.Values)
                state.to(device);
        }

        static void CheckCounts(long options, long states, StateDictionary own)
        {
            if (options != own.Options.Count)
                throw new ArgumentException("Invalid optimizer state: different number of parameter groups.");
            if (states != own.State.Count)
                throw new ArgumentException("Invalid optimizer state: different number of states.");
        }
    }

    public class OptimizerOptions
    {
        public double? LearningRate { get; set; }

        public double InitialLearningRate { get; set; }

        public virtual void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(InitialLearningRate);
            writer.Write(LearningRate!.Value);
        }

        public virtual void LoadStateDict(BinaryReader reader) => (InitialLearningRate, LearningRate) = (reader.ReadDouble(), reader.ReadDouble());

        public virtual void LoadStateDict(OptimizerOptions source) => (InitialLearningRate, LearningRate) = (source.InitialLearningRate, source.LearningRate);
    }

    public abstract class OptimizerState
    {
        public abstract void SaveStateDict(BinaryWriter writer);

        public abstract void LoadStateDict(BinaryReader reader);

        public abstract void LoadStateDict(OptimizerState source);

        public virtual bool ApproximatelyEquals(OptimizerState other) => false;

        public virtual void to(torch.Device device)
        {
        }
    }

    public class ParamGroup : torch.optim.ILearningRateController
    {
        public IEnumerable<Parameter> Parameters { get; set; } = [];

        public OptimizerOptions Options { get; set; } = null!;

        public double LearningRate
        {
            get => Options.LearningRate!.Value;
            set => Options.LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }
}
