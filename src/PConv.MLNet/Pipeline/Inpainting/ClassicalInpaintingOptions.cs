using PConv.MLNet.Classical;

namespace PConv.MLNet;

/// <summary>Columns and method of <c>mlContext.Transforms.InpaintClassical</c>.</summary>
public sealed record ClassicalInpaintingOptions : InpaintingOptions
{
    /// <summary>The method and its settings, such as <c>ClassicalMethod.Telea(radius: 3)</c>.</summary>
    public required ClassicalMethod Method { get; init; }

    internal override void Validate()
    {
        base.Validate();
        ArgumentNullException.ThrowIfNull(Method);
        Method.ToInpainter(); // throws if a setting is out of range
    }

    internal override IInpaintingEngine OpenEngine() => new ClassicalEngine(this);
}
