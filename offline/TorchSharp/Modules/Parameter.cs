namespace TorchSharp.Modules;

/// <summary>A tensor that an optimizer changes. It takes over the handle of the tensor it is made from.</summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.requires_grad_(requires_grad).MoveHandle(), false) => DisposeScope.Replace(data, this);
}
