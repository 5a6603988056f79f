using System.CommandLine;
using PConv.MLNet.Cli.Doctor;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv doctor</c></summary>
static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("doctor",
            "Say which back ends, devices, picture formats and models work on this machine, and what is missing. Exit code 0 if the built-in model fills a picture.\n\n" +
            "Examples:\n  pconv doctor\n  pconv doctor --json")
        {
            json,
        };
        command.SetAction((result, cancel) => Task.Run(() => Run(result.GetValue(json), cancel), CancellationToken.None));
        return command;
    }

    static int Run(bool json, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var probe in Probes.All)
        {
            cancel.ThrowIfCancellationRequested();
            var found = probe.Find();
            findings.Add(found);
            if (!json)
            {
                Terminal.Result($"{found.State.ToString().ToLowerInvariant(),-8} {found.Name,-18} {found.Detail}");
            }
        }

        var fills = findings.Single(f => f.Name == Probes.BuiltInModel).State == FindingState.Ok;
        if (json)
        {
            Terminal.Json(new { fills, findings = findings.Select(f => new { name = f.Name, state = f.State.ToString().ToLowerInvariant(), detail = f.Detail }) });
        }

        if (!fills)
        {
            Terminal.Fail("The built-in model fills no picture here: see its line.");
        }

        return fills ? 0 : 1;
    }
}
