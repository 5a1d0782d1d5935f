using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Triggers;

/// <summary>Where a run begins: gives the trigger's data on.</summary>
internal sealed class TriggerProcessor : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "trigger",
        Title = "Trigger",
        Description = "Starts a run by hand, by a webhook or on a schedule. Its output is what the run was started with.",
        IsPure = true,
        IsTrigger = true,
        StaysOutsideLoops = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "triggerType": { "enum": ["manual", "webhook", "schedule"], "default": "manual", "description": "What starts a run beside the API call." },
                "scheduleType": { "enum": ["interval", "cron"], "description": "For a schedule: every so often, or by a cron expression." },
                "intervalValue": { "type": ["string", "integer"], "description": "How many units between two runs, such as \"5\"." },
                "intervalUnit": { "enum": ["seconds", "minutes", "hours", "days"], "description": "The unit of intervalValue." },
                "cronExpression": { "type": "string", "maxLength": 200, "description": "Five or six cron fields." },
                "timeZone": { "type": "string", "maxLength": 64, "description": "IANA time zone of the cron expression; UTC unless set." },
                "timezone": { "type": "string", "maxLength": 64, "description": "The same, where there is no timeZone." },
                "triggerActive": { "type": "boolean", "default": false, "description": "Whether the schedule or webhook starts runs." },
                "continueFlow": { "type": "boolean", "default": true, "description": "Kept for drawing; has no effect on a run." }
              }
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(StepResult.Completed(context.Input));
}
