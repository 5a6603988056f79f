using PConv.MLNet.Benchmarks;

var benchmarks = new Dictionary<string, Action>
{
    ["folder"] = ScoringFolder.Run, // first: it reads the process's highest memory
    ["start"] = ToolStart.Run,
    ["pipeline"] = PipelineOverhead.Run,
    ["scoring"] = ScoringSpeed.Run,
    ["regions"] = LargeImages.Run,
    ["classical"] = ClassicalMethods.Run,
    ["masks"] = MaskGeneration.Run,
    ["training"] = TrainingSpeed.Run,
    ["ablations"] = Ablations.Run,
};
var names = args.Length > 0 ? args : [.. benchmarks.Keys];
if (names.FirstOrDefault(n => !benchmarks.ContainsKey(n)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}', only {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

foreach (var name in names)
{
    benchmarks[name]();
}

return 0;
