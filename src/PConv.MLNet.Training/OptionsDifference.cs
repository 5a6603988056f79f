using System.Text.Json.Nodes;

namespace PConv.MLNet.Training;

/// <summary>Finds the options that differ between a checkpoint and the training that resumes from it.</summary>
static class OptionsDifference
{
    /// <summary>Options that may differ because they do not change the result of a step: length, device, speed, reports and
    /// checkpoints.</summary>
    static readonly HashSet<string> Free =
    [
        .. from name in new[]
           {
               nameof(TrainingOptions.Steps), nameof(TrainingOptions.CheckpointEvery), nameof(TrainingOptions.ValidateEvery),
                   nameof(TrainingOptions.ReportEvery),
               nameof(TrainingOptions.PreviewEvery), nameof(TrainingOptions.Device), nameof(TrainingOptions.Threads),
                   nameof(TrainingOptions.Workers),
               nameof(TrainingOptions.CacheBytes), nameof(TrainingOptions.AcceptOtherOptions),
           }
           select System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name),
    ];

    /// <summary>Describes each difference, such as "loss.hole was 6, now 3".</summary>
    public static IEnumerable<string> Between(TrainingOptions before, TrainingOptions now) =>
        Between("", JsonNode.Parse(before.ToJson()), JsonNode.Parse(now.ToJson()));

    static IEnumerable<string> Between(string name, JsonNode? before, JsonNode? now)
    {
        if (before is JsonObject old && now is JsonObject next)
        {
            return from key in old.Select(p => p.Key).Union(next.Select(p => p.Key))
                   where name.Length > 0 || !Free.Contains(key)
                   from difference in Between(name.Length > 0 ? $"{name}.{key}" : key, old[key], next[key])
                   select difference;
        }

        if (before is JsonArray first && now is JsonArray second && first.Count == second.Count)
        {
            return from i in Enumerable.Range(0, first.Count)
                   from difference in Between($"{name}[{i}]", first[i], second[i])
                   select difference;
        }

        return JsonNode.DeepEquals(before, now) ? [] : [$"{name} was {Short(before)}, now {Short(now)}"];
    }

    static string Short(JsonNode? value) => value switch
    {
        null => "nothing",
        JsonArray array => $"{array.Count} values",
        _ => value.ToJsonString(),
    };
}
