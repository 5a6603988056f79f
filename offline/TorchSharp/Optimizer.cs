namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public abstract class Optimizer : IDisposable
            {
                public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

                public abstract void zero_grad();

                public abstract Tensor? step(Func<Tensor>? closure = null);

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected abstract void Dispose(bool disposing);
            }

            public interface ILearningRateController
            {
                double LearningRate { get; set; }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>An optimizer whose state goes into a stream and back, laid out as the real library does it.</summary>
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        public abstract void save_state_dict(BinaryWriter writer);

        public abstract void load_state_dict(BinaryReader reader);
    }
}
