namespace HiveFlow.Orchestrations.Steps;

/// <summary>What expressions see as <c>run</c>.</summary>
/// <param name="Id">The run.</param>
/// <param name="FlowId">Its flow.</param>
/// <param name="FlowName">The flow's name when the run was started.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Trigger">What started it: api, webhook, schedule.</param>
internal sealed record RunScope(string Id, string FlowId, string FlowName, DateTimeOffset CreatedAt, string Trigger);
