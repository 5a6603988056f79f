using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Checkpoints of which a part is damaged: each error names it and what to remove.</summary>
public sealed class CheckpointDamageTests : TorchTest
{
    static readonly TrainingOptions Options = TinyTraining.Options with { Steps = 4, CheckpointEvery = 2, EmaDecay = .9 };

    readonly TemporaryFolder folder = new();

    public CheckpointDamageTests() => TinyTraining.Train(Options, folder["run"]);

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    string Latest => folder["run/step-000004"];

    string Remedy => $"Remove the folder '{Latest}' to go on from '{folder["run/step-000002"]}'.";

    public static TheoryData<string, string, bool> Damages()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var part in new[] { "weights.pconvw", "current.pconvw", "optimizer.bin", "options.json" })
        {
            foreach (var damage in new[] { "missing", "empty", "truncated", "flipped" })
            {
                data.Add(part, damage, true);
                // nothing to tell it by
                if ((part, damage) is not (("current.pconvw", "missing") or ("optimizer.bin", "flipped") or ("options.json", "flipped")))
                {
                    data.Add(part, damage, false);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Train_ResumedFromADamagedPart_NamesItAndWhatToRemove(string part, string damage, bool hasChecksums)
    {
        var file = Path.Combine(Latest, part);
        if (!hasChecksums)
        {
            File.Delete(Path.Combine(Latest, "checksums.sha256")); // as older versions wrote it
        }

        Damage(file, damage);

        var e = Assert.Throws<InvalidDataException>(() => TinyTraining.Train(Options with { Steps = 6 }, folder["run"], resume: true));

        var what = damage is "missing" or "empty" ? $"is {damage}" : part == "optimizer.bin" && !hasChecksums
            ? "is damaged or of another network" : "is damaged";
        Assert.Equal($"'{file}' {what}. {Remedy}", e.Message);

        Directory.Delete(Latest, recursive: true);
        TinyTraining.Train(Options with { Steps = 6 }, folder["run"], resume: true);
        Assert.Equal(6, Checkpoint.Latest(folder["run"])!.Step);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("truncated")]
    [InlineData("flipped")]
    public void Train_ResumedWithDamagedChecksums_SaysWhatToRemove(string damage)
    {
        Damage(Path.Combine(Latest, "checksums.sha256"), damage);

        var e = Assert.Throws<InvalidDataException>(() => TinyTraining.Train(Options with { Steps = 6 }, folder["run"], resume: true));

        Assert.EndsWith(Remedy, e.Message);
    }

    [Fact]
    public void Train_ResumedFromTheFirstCheckpointThatIsDamaged_StartsAnew()
    {
        Directory.Delete(folder["run/step-000002"], recursive: true);
        Damage(Path.Combine(Latest, "optimizer.bin"), "truncated");

        var e = Assert.Throws<InvalidDataException>(() => TinyTraining.Train(Options with { Steps = 6 }, folder["run"], resume: true));

        Assert.Equal(
            $"'{Path.Combine(Latest, "optimizer.bin")}' is damaged. Remove the folder '{Latest}' to start anew: there is no checkpoint " +
            $"before it.", e.Message);
    }

    [Fact]
    public void Train_ResumedFromACheckpointWithoutChecksums_GoesOn()
    {
        File.Delete(Path.Combine(Latest, "checksums.sha256"));

        TinyTraining.Train(Options with { Steps = 6 }, folder["run"], resume: true);

        Assert.Equal(6, Checkpoint.Latest(folder["run"])!.Step);
    }

    [Fact]
    public void Save_ListsEveryPartWithItsChecksum()
    {
        Assert.Equal(
            ["current.pconvw", "optimizer.bin", "options.json", "weights.pconvw"],
            File.ReadAllLines(Path.Combine(Latest, "checksums.sha256")).Select(line => line[66..]));
    }

    [Fact]
    public void LoadWeights_OfDamagedOnes_SaysWhatToRemove()
    {
        Damage(Path.Combine(Latest, "weights.pconvw"), "flipped");

        Assert.Equal($"'{Path.Combine(Latest, "weights.pconvw")}' is damaged. {Remedy}",
            Assert.Throws<InvalidDataException>(() => Checkpoint.Latest(folder["run"])!.LoadWeights()).Message);
    }

    static void Damage(string file, string damage)
    {
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "missing":
                File.Delete(file);
                return;
            case "empty":
                bytes = [];
                break;
            case "truncated":
                bytes = bytes[..(bytes.Length / 3)];
                break;
            default:
                bytes[bytes.Length / 2] ^= 1;
                break;
        }

        File.WriteAllBytes(file, bytes);
    }
}
