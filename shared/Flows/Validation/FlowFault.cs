namespace HiveFlow.Flows.Validation;

/// <summary>One reason why a flow, or a part of it, would not run.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="NodeId">The node it is about; null when it is about an edge or the whole flow.</param>
/// <param name="EdgeId">The edge it is about, by id; null when it has none or it is about something else.</param>
/// <param name="Field">The path from the flow's root, such as <c>nodes[3].data.url</c>.</param>
/// <param name="Message">One readable sentence.</param>
public sealed record FlowFault(FaultKind Kind, string? NodeId, string? EdgeId, string Field, string Message);
