using System.CommandLine;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli.Commands;

/// <summary>The option for hole growth in pixels.</summary>
static class GrowArgument
{
    public static int Read(ParseResult result, Option<int> grow) => result.GetValue(grow) is var pixels and >= 0 and <= Mask.MaxGrowth
        ? pixels
        : throw new ArgumentException($"--grow is {result.GetValue(grow)}, expected 0 to {Mask.MaxGrowth} pixels.");
}
