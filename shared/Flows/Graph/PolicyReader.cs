using System.Text.Json;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Flows.Graph;

/// <summary>Reads a node's policy from its data and names what is wrong with it.</summary>
internal sealed class PolicyReader(string nodeId, string path, List<FlowFault> faults)
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(24);

    public NodePolicy Read(JsonElement data)
    {
        var retry = data.TryGetProperty("retry", out var value) && !IsUnset(value) ? Retry(value) : null;
        TimeSpan? timeout = data.TryGetProperty("timeout", out value) && !IsUnset(value)
            ? Duration(value, "timeout", NodePolicy.ShortestTimeout, NodePolicy.LongestTimeout)
            : null;
        ErrorReaction? onError = data.TryGetProperty("onError", out value) && !IsUnset(value) ? OnError(value) : null;
        var checkpoint = data.TryGetProperty("checkpoint", out value) && !IsUnset(value) && Flag(value, "checkpoint");
        return retry is null && timeout is null && onError is null && !checkpoint
            ? NodePolicy.Default
            : new NodePolicy(retry, timeout, onError, checkpoint);
    }

    private static bool IsUnset(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    private RetryPolicy? Retry(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Fault("retry", "must be an object {maxAttempts, backoff, maxDelay}");
            return null;
        }

        var attempts = 1;
        if (!value.TryGetProperty("maxAttempts", out var max)
            || max.ValueKind != JsonValueKind.Number
            || !max.TryGetInt32(out attempts)
            || attempts is < 1 or > RetryPolicy.MostAttempts)
        {
            Fault("retry.maxAttempts", $"must be a whole number from 1 to {RetryPolicy.MostAttempts}");
            attempts = 1;
        }

        var backoff = value.TryGetProperty("backoff", out var first) && !IsUnset(first)
            ? Duration(first, "retry.backoff", TimeSpan.Zero, LongestBackoff)
            : null;
        var longest = value.TryGetProperty("maxDelay", out var limit) && !IsUnset(limit)
            ? Duration(limit, "retry.maxDelay", TimeSpan.Zero, LongestDelay)
            : null;
        var backoffMs = (long?)backoff?.TotalMilliseconds ?? RetryPolicy.DefaultBackoffMs;
        var longestMs = (long?)longest?.TotalMilliseconds ?? Math.Max(RetryPolicy.DefaultMaxDelayMs, backoffMs);
        return attempts == 1 ? null : new RetryPolicy(attempts, backoffMs, longestMs);
    }

    private TimeSpan? Duration(JsonElement value, string field, TimeSpan least, TimeSpan most)
    {
        if (DurationText.TryRead(value, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        Fault(field, $"must be seconds or a text such as \"30s\", from {Text(least)} to {Text(most)}");
        return null;
    }

    private ErrorReaction? OnError(JsonElement value)
    {
        switch (value.ValueKind == JsonValueKind.String ? value.GetString() : null)
        {
            case "stop":
                return ErrorReaction.Stop;
            case "continue":
                return ErrorReaction.Continue;
            case "route":
                return ErrorReaction.Route;
            default:
                Fault("onError", "must be \"stop\", \"continue\" or \"route\"");
                return null;
        }
    }

    private bool Flag(JsonElement value, string field)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.ValueKind == JsonValueKind.True;
        }

        Fault(field, "must be true or false");
        return false;
    }

    private void Fault(string field, string rule) =>
        faults.Add(new FlowFault(FaultKind.InvalidPolicy, nodeId, null, $"{path}.data.{field}", $"{field} {rule}."));

    private static string Text(TimeSpan duration) =>
        duration.TotalMinutes >= 1 ? $"{duration.TotalMinutes:0} min" : $"{duration.TotalSeconds:0} s";
}
