using System.Text.Json;
using System.Text.RegularExpressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Waiting;

/// <summary>Lets a run wait for an instant, for an event that somebody sends to it, or for somebody's approval.</summary>
internal sealed partial class WaitProcessor(TimeProvider time) : IProcessor
{
    private const string ForTime = "time";
    private const string ForEvent = "event";
    private const string ForApproval = "approval";
    private const int MaxAssignees = 20;
    private const int MaxMessage = 2_000;
    private const int MaxAddress = 254;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly string[] Roles = ["member", "admin", "owner"];

    public NodeType Type { get; } = new()
    {
        Name = "wait",
        Title = "Wait",
        Description = "Waits for an instant, for an event that is sent to the run, or for a person's approval, at most 365 days, and survives restarts.",
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "waitFor": { "type": "string", "enum": ["time", "event", "approval"], "description": "What to wait for." },
                "duration": { "type": ["string", "number"], "description": "time: how long, such as \"90s\", \"2h\" or \"30d\"." },
                "until": { "type": "string", "description": "time: an instant as ISO 8601 with its offset; one that is past does not wait." },
                "event": { "type": "string", "description": "event: the name it is sent under: 1 to 100 letters, digits, dots, hyphens and underscores." },
                "message": { "type": "string", "description": "approval: what is asked, at most 2,000 characters." },
                "assignees": { "type": ["array", "string"], "description": "approval: addresses of members, or the roles member, admin, owner; at most 20. Without any, everybody who may steer runs can decide." },
                "notify": { "type": ["boolean", "string"], "description": "approval: whether the assignees get a mail with a link. Default true." },
                "deadline": { "type": ["string", "number"], "description": "event, approval: how long, or an instant as ISO 8601 with its offset. Default 30 days." },
                "onDeadline": { "type": "string", "description": "event, approval: fail (default), reject (an approval counts as rejected), or continue by the output expired." }
              },
              "required": ["waitFor"]
            }
            """),
        OutputsFrom = static data => Text(data, "waitFor") switch
        {
            ForEvent => ["received", "expired"],
            ForApproval => ["approved", "rejected", "expired"],
            _ => [],
        },
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var kind = read.Choice("waitFor", string.Empty, ForTime, ForEvent, ForApproval);
        if (kind == ForTime)
        {
            var until = Instant(read, read.Any("until") is null ? "duration" : "until");
            return read.Fault is { } wrong ? StepResult.Failed(wrong) : StepResult.Completed(context.Input) with { ResumeAt = until };
        }

        var wait = new WaitRequest(kind)
        {
            Event = kind == ForEvent ? Name(read) : null,
            Message = kind == ForApproval ? Message(read) : null,
            Assignees = kind == ForApproval ? Assignees(read) : [],
            Notify = read.Flag("notify", otherwise: true),
            Deadline = read.Any("deadline") is null ? null : Instant(read, "deadline"),
            OnDeadline = kind == ForApproval
                ? read.Choice("onDeadline", "fail", "fail", "reject", "continue")
                : read.Choice("onDeadline", "fail", "fail", "continue"),
        };
        return read.Fault is { } fault ? StepResult.Failed(fault) : StepResult.Completed(JsonValue.Null) with { Wait = wait };
    }

    /// <summary>A duration from now on, or an instant; at most 365 days ahead.</summary>
    private DateTimeOffset? Instant(SettingsReader read, string name)
    {
        var now = time.GetUtcNow();
        if (read.Any(name) is not { } value)
        {
            read.Reject(name, "is needed");
            return null;
        }

        if (DurationText.TryRead(value, out var duration))
        {
            return Within(read, name, now, duration);
        }

        if (value.ValueKind == JsonValueKind.String && InstantText.TryRead(value.GetString(), out var instant))
        {
            return Within(read, name, now, instant - now);
        }

        read.Reject(name, "must be a number of seconds, a text such as \"90s\", \"5m\" or \"2d\", or an instant as ISO 8601 with its offset");
        return null;
    }

    private static DateTimeOffset? Within(SettingsReader read, string name, DateTimeOffset now, TimeSpan ahead)
    {
        if (ahead > Longest)
        {
            read.Reject(name, "must not lie more than 365 days ahead");
            return null;
        }

        return now + (ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
    }

    private static string Name(SettingsReader read)
    {
        var name = read.RequiredText("event");
        if (name.Length > 0 && !EventName().IsMatch(name))
        {
            read.Reject("event", "must be 1 to 100 letters, digits, dots, hyphens and underscores");
        }

        return name;
    }

    private static string? Message(SettingsReader read)
    {
        var message = read.Text("message");
        if (message?.Length > MaxMessage)
        {
            read.Reject("message", $"must not be longer than {MaxMessage} characters");
        }

        return message;
    }

    private static List<string> Assignees(SettingsReader read)
    {
        List<string> named = [];
        if (read.Any("assignees") is { ValueKind: JsonValueKind.String } one)
        {
            named.Add(one.GetString()!.Trim());
        }
        else
        {
            foreach (var item in read.Items("assignees", MaxAssignees))
            {
                named.Add(item.ValueKind == JsonValueKind.String ? item.GetString()!.Trim() : string.Empty);
            }

            if (read.Any("assignees") is not null && named.Count == 0)
            {
                read.Reject("assignees", "names nobody; leave it out where everybody may decide");
            }
        }

        if (named.Exists(name => name.Length is 0 or > MaxAddress || !(name.Contains('@', StringComparison.Ordinal) || Roles.Contains(name))))
        {
            read.Reject("assignees", "must be addresses of members, or the roles member, admin, owner");
        }

        return named;
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z", RegexOptions.NonBacktracking)]
    private static partial Regex EventName();
}
