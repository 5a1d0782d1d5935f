using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Waiting;

/// <summary>Lets a run wait on a durable timer; what flows in flows on unchanged.</summary>
internal sealed class DelayProcessor(TimeProvider time) : IProcessor
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);
    private static readonly string[] Ways = ["seconds", "duration", "until"];

    public NodeType Type { get; } = new()
    {
        Name = "delay",
        Title = "Delay",
        Description = "Waits for a time or until an instant, at most 90 days, and survives restarts. Its output is its input, unchanged.",
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "seconds": { "type": "number", "minimum": 0, "maximum": 7776000, "description": "How long to wait." },
                "duration": { "type": ["string", "number"], "description": "How long to wait, such as \"500ms\", \"90s\", \"5m\", \"2h\" or \"7d\"." },
                "until": { "type": "string", "description": "An instant as ISO 8601 with its offset, such as 2026-03-01T09:00:00+01:00; one that is past does not wait." }
              },
              "oneOf": [ { "required": ["seconds"] }, { "required": ["duration"] }, { "required": ["until"] } ]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        string[] given = [.. Ways.Where(name => read.Any(name) is not null)];
        if (given.Length != 1)
        {
            read.Reject("duration", "or seconds or until is needed, and only one of them");
        }

        var now = time.GetUtcNow();
        var wait = given is ["until"] ? Until(read) - now : read.Duration("seconds") ?? read.Duration("duration");
        if (wait > Longest)
        {
            read.Reject(given.FirstOrDefault("duration"), "must not lie more than 90 days ahead");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var result = StepResult.Completed(context.Input);
        return wait > TimeSpan.Zero ? result with { ResumeAt = now + wait } : result;
    }

    private static DateTimeOffset? Until(SettingsReader read)
    {
        if (InstantText.TryRead(read.Text("until"), out var instant))
        {
            return instant;
        }

        read.Reject("until", InstantText.Rule);
        return null;
    }
}
