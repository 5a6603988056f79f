using Microsoft.Extensions.Options;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Checks all options at once, when the application starts.</summary>
sealed class InpaintingServiceOptionsValidator : IValidateOptions<InpaintingServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, InpaintingServiceOptions options)
    {
        var errors = Errors(options).ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    static IEnumerable<string> Errors(InpaintingServiceOptions o)
    {
        if (o.ModelFile is { } file && string.IsNullOrWhiteSpace(file))
        {
            yield return "ModelFile is blank. Name an ONNX file, or leave it out for the built-in model.";
        }

        if (InpaintingMethod.All.All(m => m.Name != o.Method))
        {
            yield return $"Method is '{o.Method}', expected one of {InpaintingMethod.Names}.";
        }

        if (o.Scoring is null)
        {
            yield return "Scoring is null. Leave it out for the CPU with one thread a core.";
        }
        else if (ErrorOf(o.Scoring.Validate) is { } error)
        {
            yield return $"Scoring: {error}";
        }
        else if (o.Method != InpaintingMethod.Natural && !InpaintingMethod.Agree(o.Method, o.Scoring.Style))
        {
            yield return $"Method '{o.Method}' and Scoring.Style {o.Scoring.Style} contradict each other. Leave one of them out.";
        }

        if (o.MaskReading is null)
        {
            yield return "MaskReading is null. Leave it out for white holes.";
        }
        else if (ErrorOf(o.MaskReading.Validate) is { } error)
        {
            yield return $"MaskReading: {error}";
        }

        if (o.Grow is < 0 or > Mask.MaxGrowth)
        {
            yield return $"Grow is {o.Grow}, expected 0 to {Mask.MaxGrowth} pixels.";
        }

        foreach (var (value, least, option, meaning) in new[]
        {
            (o.MaxConcurrency, 1, nameof(o.MaxConcurrency), "calls that run at once"),
            (o.MaxQueue, 0, nameof(o.MaxQueue), "calls that may wait"),
            (o.MaxPixels, 1, nameof(o.MaxPixels), "the largest area of an image"),
            (o.MaxBytes, 1, nameof(o.MaxBytes), "the largest file read from a stream"),
        })
        {
            if (value < least)
            {
                yield return $"{option}, {meaning}, is {value}, expected {least} or more.";
            }
        }

        if (o.MaxBytes > 0 && o.MaxPendingBytes < o.MaxRequestBytes)
        {
            yield return $"MaxPendingBytes, uploads held at once, is {o.MaxPendingBytes}, expected {o.MaxRequestBytes} or more: one " +
                $"request with two files of MaxBytes, in base64.";
        }

        if (o.UploadTimeout <= TimeSpan.Zero || o.UploadTimeout.TotalMilliseconds > int.MaxValue)
        {
            yield return $"UploadTimeout is {o.UploadTimeout}, expected more than none and at most 24 days, as in 00:05:00.";
        }
    }

    /// <summary>What options say of themselves, without the name of a parameter; null where they are sound.</summary>
    static string? ErrorOf(Action validate)
    {
        try
        {
            validate();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message.Split(" (Parameter '")[0];
        }
    }
}
