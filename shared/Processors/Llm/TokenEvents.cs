using System.Text;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Processors.Llm;

/// <summary>
/// Gives a model's text to the run's watchers while it is written, a few pieces a second instead of one a token. What is bounded and masked is
/// the log's part.
/// </summary>
internal sealed class TokenEvents(IStepLog log, TimeProvider time)
{
    private const int LongestPiece = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly StringBuilder waiting = new();
    private long last = time.GetTimestamp();

    public ValueTask TakeAsync(LlmDelta delta, CancellationToken cancellationToken)
    {
        waiting.Append(delta.Text);
        if (waiting.Length >= LongestPiece || time.GetElapsedTime(last) >= Pause)
        {
            Flush();
        }

        return default;
    }

    /// <summary>What is left; to be called when the answer is over, however it ended.</summary>
    public void Flush()
    {
        if (waiting.Length > 0)
        {
            log.Output("answer", waiting.ToString());
            waiting.Clear();
        }

        last = time.GetTimestamp();
    }
}
