using System.CommandLine.Parsing;
using System.Globalization;
using PConv.MLNet.Images;

namespace PConv.MLNet.Cli;

/// <summary>The value of <c>--size</c>.</summary>
static class SizeArgument
{
    /// <summary>Reads width x height in pixels.</summary>
    public static ImageSize Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (text.Split('x') is [var w, var h] && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var height))
        {
            return new(width, height);
        }

        argument.AddError($"--size is '{text}', expected width x height, as in 512x512.");
        return default;
    }
}
