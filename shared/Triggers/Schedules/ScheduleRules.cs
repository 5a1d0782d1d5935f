using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using HiveFlow.Errors;
using Microsoft.Extensions.Options;
using NodaTime;

namespace HiveFlow.Triggers.Schedules;

/// <summary>What a schedule must be; every fault names its field.</summary>
public sealed class ScheduleRules(IOptions<SchedulesOptions> options, TimeProvider clock)
{
    private const int MaxName = 200;
    private const int MaxCron = 200;
    private const int MaxJitter = 600;
    private const int MaxInput = 64 * 1024;
    private const int Sample = 100;
    private const long MaxEvery = 366L * 24 * 3600;

    private static readonly JsonElement EmptyObject = JsonDocument.Parse("{}").RootElement;

    /// <summary>The timing alone, as a trigger node says it.</summary>
    public Result<ScheduleTiming> Timing(ScheduleDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        Dictionary<string, IReadOnlyList<string>> faults = [];
        var timing = Read(draft, clock.GetUtcNow(), faults);
        return faults.Count == 0 ? timing : RequestErrors.Invalid(faults);
    }

    /// <summary>Puts what is wanted into a schedule, without its next occurrence.</summary>
    public Result<Schedule> Apply(Schedule schedule, ScheduleDraft draft)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(draft);
        if (IsGiven(draft.Input) && IsGiven(draft.Inputs))
        {
            return RequestErrors.Malformed("inputs", "inputs is another name of input: give one of both.");
        }

        Dictionary<string, IReadOnlyList<string>> faults = [];
        var timing = Read(draft, schedule.Timing.Anchor, faults);
        var named = IsGiven(draft.Inputs) ? "inputs" : "input";
        var input = IsGiven(draft.Inputs) ? draft.Inputs.Value : IsGiven(draft.Input) ? draft.Input.Value : EmptyObject;
        var (overlap, missed) = (draft.Overlap ?? OverlapPolicy.Skip, draft.Missed ?? MissedPolicy.None);
        Check(faults, "name", (draft.Name?.Length ?? 0) <= MaxName, $"name has at most {MaxName} characters.");
        Check(faults, "overlap", OverlapPolicy.All.Contains(overlap), $"overlap must be one of {string.Join(", ", OverlapPolicy.All)}.");
        Check(faults, "missed", MissedPolicy.All.Contains(missed), $"missed must be one of {string.Join(", ", MissedPolicy.All)}.");
        Check(faults, "missedLimit", draft.MissedLimit is null or (>= 1 and <= 100), "missedLimit must be 1 to 100.");
        Check(faults, named, input.ValueKind == JsonValueKind.Object, $"{named} must be an object.");
        Check(faults, named, JsonMarshal.GetRawUtf8Value(input).Length <= MaxInput, $"{named} has at most {MaxInput} bytes.");
        if (faults.Count > 0)
        {
            return RequestErrors.Invalid(faults);
        }

        return schedule with
        {
            Name = draft.Name ?? string.Empty,
            Timing = timing,
            Overlap = overlap,
            Missed = missed,
            MissedLimit = draft.MissedLimit ?? 10,
            IsPaused = draft.Paused,
            PausedBecause = null,
            Input = input.Clone(),
        };
    }

    private static bool IsGiven([NotNullWhen(true)] JsonElement? value) => value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) };

    private static void Check(Dictionary<string, IReadOnlyList<string>> faults, string field, bool holds, string sentence)
    {
        if (!holds)
        {
            faults.TryAdd(field, [sentence]);
        }
    }

    private static long? UnitSeconds(string? unit) => unit switch
    {
        "seconds" => 1,
        "minutes" => 60,
        "hours" => 3600,
        "days" => 24 * 3600,
        _ => null,
    };

    private ScheduleTiming Read(ScheduleDraft draft, DateTimeOffset anchor, Dictionary<string, IReadOnlyList<string>> faults)
    {
        var isCron = draft.Cron is not null;
        Check(faults, "cron", isCron || draft.IntervalValue is not null, "cron or intervalValue is required.");
        Check(faults, "intervalValue", !isCron || draft.IntervalValue is null, "intervalValue does not go with cron.");
        Check(faults, "until", draft.From is null || draft.Until is null || draft.From < draft.Until, "until must be after from.");
        Check(faults, "jitterSeconds", draft.JitterSeconds is >= 0 and <= MaxJitter, $"jitterSeconds must be 0 to {MaxJitter}.");
        var timing = new ScheduleTiming
        {
            Cron = draft.Cron?.Trim(),
            TimeZone = draft.TimeZone ?? "UTC",
            From = draft.From,
            Until = draft.Until,
            JitterSeconds = draft.JitterSeconds,
            Anchor = anchor,
        };
        Check(
            faults, "timeZone", DateTimeZoneProviders.Tzdb.GetZoneOrNull(timing.TimeZone) is not null, "timeZone must be an IANA time zone, such as Europe/Berlin.");
        if (!isCron && draft.IntervalValue is { } value)
        {
            var unit = UnitSeconds(draft.IntervalUnit);
            Check(faults, "intervalUnit", unit is not null, "intervalUnit must be seconds, minutes, hours or days.");
            Check(faults, "intervalValue", value >= 1 && value <= MaxEvery / (unit ?? 1), "intervalValue must be positive and at most 366 days.");
            timing = timing with { EverySeconds = faults.Count == 0 ? value * unit : null };
        }

        if (faults.Count == 0)
        {
            CheckOccurrences(timing, faults);
        }

        return timing;
    }

    private void CheckOccurrences(ScheduleTiming timing, Dictionary<string, IReadOnlyList<string>> faults)
    {
        var field = timing.Cron is null ? "intervalValue" : "cron";
        var occurrences = (timing.Cron?.Length ?? 0) <= MaxCron ? Occurrences.Of(timing) : null;
        if (occurrences is null)
        {
            var why = timing.Cron is not { } cron ? string.Empty
                : cron.Length > MaxCron ? $": at most {MaxCron} characters."
                : CronClock.Fault(cron) is { } wrong ? $": {wrong}" : ".";
            Check(faults, field, false, $"{field} must be a cron expression of 5 or 6 fields, or a macro such as @daily{why}");
            return;
        }

        var list = occurrences.List(clock.GetUtcNow(), Sample);
        Check(faults, list.Count == 0 && timing.Until is not null ? "until" : field, list.Count > 0, "It would never be due.");
        var least = list.Zip(list.Skip(1), (first, second) => second - first).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        var bound = options.Value.MinInterval;
        Check(faults, field, least >= bound, $"{field} must not be due more often than every {bound.TotalSeconds:0} seconds.");
        Check(
            faults, "jitterSeconds", timing.JitterSeconds == 0 || timing.JitterSeconds < least.TotalSeconds, "jitterSeconds must be less than the time between two occurrences.");
    }
}
