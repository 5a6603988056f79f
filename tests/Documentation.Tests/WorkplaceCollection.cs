namespace Documentation.Tests;

/// <summary>Documents run in the current directory: one at a time.</summary>
[CollectionDefinition(nameof(Workplace), DisableParallelization = true)]
public sealed class WorkplaceCollection;
