namespace PConv.MLNet.AspNetCore;

/// <summary>On an endpoint: a field of its problem details that repeats the sentence, where clients of its protocol look for it.</summary>
/// <param name="Key">The field's name.</param>
sealed record ProblemAlias(string Key);
