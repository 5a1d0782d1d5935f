namespace HiveFlow.Runs;

/// <summary>How a respond node answers whoever waits for the run.</summary>
/// <param name="Status">HTTP status, 200 to 599.</param>
/// <param name="Headers">Response headers.</param>
public sealed record RunAnswer(int Status, IReadOnlyDictionary<string, string> Headers);
