using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Replies;

/// <summary>Says what the run answers whoever waits for it.</summary>
internal sealed class RespondProcessor : IProcessor
{
    private const int MaxHeaders = 32;

    public NodeType Type { get; } = new()
    {
        Name = "respond",
        Title = "Respond",
        Description = "Answers the caller that waits for the run, by the API or a webhook. Its output is the answer's body.",
        IsPure = true,
        StaysOutsideLoops = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "status": { "type": "integer", "minimum": 200, "maximum": 599, "default": 200, "description": "The HTTP status; redirects (3xx) are not sent." },
                "headers": { "type": "object", "maxProperties": 32, "additionalProperties": { "type": ["string", "number"] }, "description": "Response headers." },
                "body": { "description": "Any JSON; text is sent as text. The input unless set." }
              }
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var status = (int)read.Whole("status", 200, 200, 599);
        if (status is >= 300 and <= 399)
        {
            read.Reject("status", "must not be a redirect");
        }

        var headers = Headers(read);
        var body = context.Settings.TryGetProperty("body", out var set) ? set : status is 204 or 205 ? JsonValue.Null : context.Input;
        if (status is 204 or 205 && body.ValueKind is not JsonValueKind.Null)
        {
            read.Reject("body", $"must be null with status {status}");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        return StepResult.Completed(body) with { Reply = new RunReply(status, headers, body) };
    }

    private static Dictionary<string, string> Headers(SettingsReader read)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in read.Entries("headers", MaxHeaders).Where(e => e.Value.ValueKind is not JsonValueKind.Null))
        {
            if (entry.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                read.Reject("headers", $"must hold texts, not {SettingsReader.KindOf(entry.Value)}");
                continue;
            }

            var value = JsonValue.AsText(entry.Value);
            if (ReplyHeaders.Fault(entry.Name, value) is { } why)
            {
                read.Reject("headers", why);
                continue;
            }

            headers[entry.Name.ToLowerInvariant()] = value;
        }

        return headers;
    }
}
