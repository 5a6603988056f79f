using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>Jobs that only a process of their own can show.</summary>
static class OwnJobs
{
    /// <summary><c>train FOLDER CONFIG STEPS</c>, which resumes and stops after some steps or, for 0, at the end; <c>memory FOLDER</c>; and
    /// <c>hold FOLDER</c>, which holds it until it is killed.</summary>
    public static string Run(string[] arguments) => arguments switch
    {
        ["train", var folder, var config, var steps] =>
            Train(folder, TrainingOptions.FromJson(File.ReadAllText(config)), int.Parse(steps, CultureInfo.InvariantCulture)),
        ["memory", var folder] => Memory(folder),
        ["hold", var folder] => Hold(folder),
        _ => throw new ArgumentException($"'{string.Join(' ', arguments)}' is no job."),
    };

    static string Hold(string folder)
    {
        using var hold = TrainingFolder.Take(folder);
        Console.WriteLine("held");
        Thread.Sleep(Timeout.Infinite);
        return "";
    }

    static string Train(string folder, TrainingOptions options, int until)
    {
        if (until > 0)
        {
            TinyTraining.TrainUntil(until, options, folder, resume: true, validate: true);
            return "stopped";
        }

        TinyTraining.Train(options, folder, resume: true, validate: true);
        return "done";
    }

    /// <summary>Resident KiB and live tensors every fifty steps, from the 51st to the 301st: the first checkpoint and preview are behind
    /// it.</summary>
    static string Memory(string folder)
    {
        var figures = new List<long>();
        TinyTraining.Train(TinyTraining.Everything with
        {
            Steps = 301,
            FineTuneSteps = 100,
            FinalSize = null,
            CheckpointEvery = 50,
            PreviewEvery = 50,
        }, folder, p =>
        {
            if (p.Step > 50 && p.Step % 50 == 1)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                using var process = Process.GetCurrentProcess();
                figures.AddRange([process.WorkingSet64 >> 10, Tensor.TotalCount]);
            }
        }, validate: true);
        return string.Join(' ', figures);
    }
}
