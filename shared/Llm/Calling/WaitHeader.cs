using System.Net.Http.Headers;
using HiveFlow.Outgoing;

namespace HiveFlow.Llm.Calling;

/// <summary>Reads <c>Retry-After</c>: seconds or an HTTP date (RFC 9110, 10.2.3).</summary>
internal static class WaitHeader
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How long to wait, 0 to an hour; null when the answer does not say.</summary>
    public static TimeSpan? Read(OutgoingResponse response, DateTimeOffset now)
    {
        if (!response.Headers.TryGetValue("retry-after", out var text) || !RetryConditionHeaderValue.TryParse(text, out var value))
        {
            return null;
        }

        var wait = value.Delta ?? value.Date!.Value - now;
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < Longest ? wait : Longest;
    }
}
