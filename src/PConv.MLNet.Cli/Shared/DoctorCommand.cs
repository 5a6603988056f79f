using System.CommandLine;

namespace PConv.MLNet.Cli;

/// <summary><c>doctor</c> of both tools: each finding on a line, or all of them as JSON.</summary>
static class DoctorCommand
{
    /// <param name="tool">The tool's name.</param>
    /// <param name="about">What the command says, in one or two sentences.</param>
    /// <param name="probes">What is looked at, in this order.</param>
    /// <param name="needed">The finding without which the tool is of no use: the exit code is 0 if it is ok.</param>
    /// <param name="can">What the tool then can, as a name in JSON.</param>
    /// <param name="otherwise">The error where it is not ok.</param>
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
