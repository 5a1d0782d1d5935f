using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.History;

/// <summary>A word in the failure of a run, so that failed runs are found by what went wrong without looking at all of them.</summary>
/// <param name="Word">As <see cref="FailureWords"/> gives it.</param>
/// <param name="RunId">The run.</param>
/// <param name="CreatedAt">When the run was accepted.</param>
public sealed record FailureWord(string Word, string RunId, DateTimeOffset CreatedAt)
{
    /// <summary>By word, the newest first.</summary>
    public static readonly Collection<FailureWord> Collection = new Collection<FailureWord>("failure_words", RunsJson.Default.FailureWord)
        .WithIndex("word", ("word", entry => entry.Word), ("createdAt", entry => entry.CreatedAt));
}
