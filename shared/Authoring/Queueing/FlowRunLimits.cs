using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Authoring.Queueing;

/// <summary>What a flow says about its runs in its field <c>runLimits</c>. Saving is tolerant; what can't be used is said when a run is started.</summary>
public sealed record FlowRunLimits
{
    /// <summary>The flow's field.</summary>
    public const string Field = "runLimits";

    private const int MostAtOnce = 1_000_000;
    private const int HighestPriority = 9;
    private const int MostSeconds = 365 * 24 * 60 * 60;

    private static readonly FlowRunLimits None = new();

    /// <summary><c>atOnce</c>: runs of it at work at once, 1 to 1,000,000; 0 for no limit of its own.</summary>
    public int AtOnce { get; init; }

    /// <summary><c>priority</c>: of its runs where the start names none, 0 to 9; null takes the usual.</summary>
    public int? Priority { get; init; }

    /// <summary><c>maxSeconds</c>: how long one of its runs may be at work, 1 second to 365 days; null takes the usual.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>Reads them; <c>validation_failed</c> names the field that can't be used.</summary>
    public static Result<FlowRunLimits> Of(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (!flow.Extra.TryGetValue(Field, out var limits) || limits.ValueKind == JsonValueKind.Null)
        {
            return None;
        }

        if (limits.ValueKind != JsonValueKind.Object)
        {
            return RequestErrors.Invalid(Field, $"The flow's {Field} must be an object.");
        }

        var read = new Reader(limits);
        var found = new FlowRunLimits
        {
            AtOnce = read.Number("atOnce", 1, MostAtOnce) ?? 0,
            Priority = read.Number("priority", 0, HighestPriority),
            Longest = read.Number("maxSeconds", 1, MostSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        return read.Error is { } error ? error : found;
    }

    private sealed class Reader(JsonElement limits)
    {
        public Error? Error { get; private set; }

        public int? Number(string name, int least, int most)
        {
            if (!limits.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            {
                return number;
            }

            Error ??= RequestErrors.Invalid($"{Field}.{name}", $"The flow's {Field}.{name} must be a whole number from {least} to {most}.");
            return null;
        }
    }
}
