using PConv.MLNet.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>No number reaches Torch without a Scalar that something holds: dotnet/TorchSharp issues 1434 and 1496.</summary>
public sealed class ScalarUseTests
{
    static readonly ScalarUse Use = new(typeof(torch).Assembly.Location);

    [Fact]
    public void Training_HandsTorchOnlyNumbersThatAreHeld() => Assert.Empty(Use.In(typeof(PartialConvTrainer).Assembly.Location));

    [Theory]
    [InlineData(nameof(Examples.Operator), "Tensor.op_Subtraction(Int32, Tensor)")]
    [InlineData(nameof(Examples.HiddenFactor), "Tensor.op_Addition(Tensor, Tensor)")]
    [InlineData(nameof(Examples.Argument), "Scalar.op_Implicit(Double)")]
    [InlineData(nameof(Examples.NotDisposed), "Scalar.op_Implicit(Double)")]
    [InlineData(nameof(Examples.WithinTorchSharp), "Tensor.square()")]
    [InlineData(nameof(Examples.Module), "Module`2.call(!0)")]
    public void In_CodeWhoseNumberNothingHolds_NamesThePlace(string method, string call) =>
        Assert.Contains($"{typeof(Examples).FullName!.Replace('+', '/')}.{method}: {call}", Use.In(typeof(Examples).Assembly.Location));

    [Theory]
    [InlineData(nameof(Examples.Using))]
    [InlineData(nameof(Examples.Field))]
    [InlineData(nameof(Examples.HarmlessModule))]
    public void In_CodeWhoseNumberIsHeld_FindsNothing(string method) =>
    Assert.DoesNotContain(Use.In(typeof(Examples).Assembly.Location), place => place.Contains($"{nameof(Examples)}.{method}:"));

    /// <summary>Read, never run.</summary>
    static class Examples
    {
        static readonly Scalar One = 1.0;

        public static Tensor Operator(Tensor x) => 1 - x;

        public static Tensor HiddenFactor(Tensor x) => x + x;

        public static Tensor Argument(Tensor x) => x.mul(2.0);

        public static Tensor NotDisposed(Tensor x)
        {
            Scalar two = 2.0;
            return x.mul(two).mul(two);
        }

        public static Tensor Module(TorchSharp.Modules.BatchNorm2d norm, Tensor x) => norm.call(x.neg());

        public static Tensor WithinTorchSharp(Tensor x) => x.square();

        public static Tensor Using(Tensor x)
        {
            using Scalar two = 2.0;
            return x.mul(two);
        }

        public static Tensor HarmlessModule(TorchSharp.Modules.ReLU relu, Tensor x) => relu.call(x);

        public static Tensor Field(Tensor x) => x.add(x, One);
    }
}
