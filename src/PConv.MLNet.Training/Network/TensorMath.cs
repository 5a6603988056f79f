using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Arithmetic of tensors and numbers that is safe with garbage collection.</summary>
/// <remarks>
/// TorchSharp's operators convert numbers, and the implicit factor of <c>a + b</c>, to <see cref="Scalar"/> objects that are not referenced
/// while native code reads them. A garbage collection at that moment frees them and crashes the process (dotnet/TorchSharp issues 1434 and
/// 1496). Here every Scalar is referenced until Torch has read it. A test searches the assemblies for calls of the unsafe operators.
/// </remarks>
static class TensorMath
{
    static readonly Scalar One = 1.0;
    static readonly Scalar Two = 2.0;

    /// <summary>x + y</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x ← x + y</summary>
    public static Tensor PlusInPlace(this Tensor x, Tensor y) => x.add_(y, One);

    /// <summary>x + number</summary>
    public static Tensor Plus(this Tensor x, double number)
    {
        using Scalar held = number;
        return x.add(held, One);
    }

    /// <summary>1 − x</summary>
    public static Tensor OneMinus(this Tensor x) => x.negative().add(One, One);

    /// <summary>number · x</summary>
    public static Tensor Times(this Tensor x, double number)
    {
        using Scalar held = number;
        return x.mul(held);
    }

    /// <summary>x / number</summary>
    public static Tensor Over(this Tensor x, double number)
    {
        using Scalar held = number;
        return x.div(held);
    }

    /// <summary>number / x</summary>
    public static Tensor Over(this double number, Tensor x)
    {
        using Scalar held = number;
        return x.reciprocal().mul(held);
    }

    /// <summary>x²</summary>
    public static Tensor Squared(this Tensor x) => x.pow(Two);

    /// <summary>x to the power of an exponent.</summary>
    public static Tensor Power(this Tensor x, double exponent)
    {
        using Scalar held = exponent;
        return x.pow(held);
    }

    /// <summary>max(x, least)</summary>
    public static Tensor AtLeast(this Tensor x, double least)
    {
        using Scalar held = least;
        return x.clamp_min(held);
    }

    /// <summary>min(x, 1)</summary>
    public static Tensor AtMostOne(this Tensor x) => x.clamp_max(One);

    /// <summary>x ← leaky ReLU of x.</summary>
    public static Tensor LeakyReluInPlace(this Tensor x, double negativeSlope)
    {
        using Scalar held = negativeSlope;
        return x.leaky_relu_(held);
    }
}
