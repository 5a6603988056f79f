namespace Notebooks.Tests;

/// <summary>One thing that a cell shows.</summary>
/// <param name="Kind">As in the file: <c>stream</c>, <c>display_data</c>, or <c>execute_result</c> for the value of the last line.</param>
/// <param name="Forms">Its text in each form, as <c>image/png</c> in Base64; a stream's text under the stream's name,
/// <c>stdout</c>.</param>
sealed record Output(string Kind, IReadOnlyList<KeyValuePair<string, string>> Forms);
