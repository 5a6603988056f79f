namespace PConv.MLNet.Cli;

/// <summary>State of a finding.</summary>
enum FindingState
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It is missing, and only some commands need it.</summary>
    Missing,

    /// <summary>It is present or required, and does not work.</summary>
    Failed,

    /// <summary>Information, neither good nor bad.</summary>
    Note,
}

/// <summary>Result of one probe.</summary>
/// <param name="Name">Name of the probed item.</param>
/// <param name="State">State of the item.</param>
/// <param name="Detail">One line: versions and paths, or what is missing and what to do.</param>
sealed record Finding(string Name, FindingState State, string Detail);

/// <summary>Probes one item. Exceptions become findings, so that the remaining probes run.</summary>
/// <param name="Name">Name of the probed item.</param>
/// <param name="Otherwise">State if the probe throws.</param>
/// <param name="Look">Runs the probe; returns the state and one line.</param>
sealed record Probe(string Name, FindingState Otherwise, Func<(FindingState State, string Detail)> Look)
{
    public Finding Find()
    {
        try
        {
            var (state, detail) = Look();
            return new(Name, state, OnOneLine(detail));
        }
        catch (Exception e)
        {
            return new(Name, Otherwise, Reason(e));
        }
    }

    /// <summary>The message of the innermost exception, which names the library; outer exceptions only report a failed
    /// initializer.</summary>
    static string Reason(Exception e)
    {
        var reason = e;
        while (reason is TypeInitializationException or System.Reflection.TargetInvocationException && reason.InnerException is { } inner)
        {
            reason = inner;
        }

        return OnOneLine(reason.Message);
    }

    static string OnOneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
