using System.CommandLine;

namespace PConv.MLNet.Cli;

/// <summary><c>doctor</c> of both tools: prints one finding per line, or all findings as JSON.</summary>
static class DoctorCommand
{
    /// <param name="tool">The tool's name.</param>
    /// <param name="about">Description of the command, in one or two sentences.</param>
    /// <param name="probes">The probes, in output order.</param>
    /// <param name="needed">Name of the essential finding; the exit code is 0 if it is ok.</param>
    /// <param name="can">JSON name of the capability that depends on it.</param>
    /// <param name="otherwise">Error message if it is not ok.</param>
    public static Command Create(string tool, string about, IReadOnlyList<Probe> probes, string needed, string can, string otherwise)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("doctor", $"{about}\n\nExamples:\n  {tool} doctor\n  {tool} doctor --json") { json };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var findings = Find(probes, print: !result.GetValue(json), cancel);
            var works = findings.Single(f => f.Name == needed).State == FindingState.Ok;
            if (result.GetValue(json))
            {
                Terminal.Json(new Dictionary<string, object>
                {
                    [can] = works,
                    ["findings"] = findings.Select(f => new { name = f.Name, state = NameOf(f.State), detail = f.Detail }),
                });
            }

            if (!works)
            {
                Terminal.Fail(otherwise);
            }

            return works ? 0 : 1;
        }, CancellationToken.None));
        return command;
    }

    static List<Finding> Find(IReadOnlyList<Probe> probes, bool print, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var probe in probes)
        {
            cancel.ThrowIfCancellationRequested();
            var found = probe.Find();
            findings.Add(found);
            if (print)
            {
                Terminal.Result($"{NameOf(found.State),-8} {found.Name,-18} {found.Detail}");
            }
        }

        return findings;
    }

    static string NameOf(FindingState state) => state.ToString().ToLowerInvariant();
}
