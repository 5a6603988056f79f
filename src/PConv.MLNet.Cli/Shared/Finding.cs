namespace PConv.MLNet.Cli;

/// <summary>How something is found.</summary>
enum FindingState
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It is not there, and only some work needs it.</summary>
    Missing,

    /// <summary>It is there, or has to be, and does not work.</summary>
    Failed,

    /// <summary>Worth knowing, neither good nor bad.</summary>
    Note,
}

/// <summary>What was found of one thing.</summary>
/// <param name="Name">Which thing.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">One line: versions and places, or what is missing and what to do.</param>
sealed record Finding(string Name, FindingState State, string Detail);

/// <summary>Looks at one thing. Whatever it meets becomes a finding, so that the others are looked at too.</summary>
/// <param name="Name">Which thing.</param>
/// <param name="Otherwise">How it is where looking at it throws.</param>
/// <param name="Look">Looks; gives the state and one line.</param>
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

    /// <summary>The innermost message says which library; the types around it say only that they could not start.</summary>
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
