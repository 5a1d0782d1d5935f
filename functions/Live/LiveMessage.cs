using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Live;

/// <summary>What a client says.</summary>
/// <param name="Type"><c>auth</c> (first), <c>subscribe</c>, <c>unsubscribe</c> or <c>ping</c>.</param>
/// <param name="Token">With <c>auth</c>: a session token or an API key.</param>
/// <param name="OrganizationId">With <c>auth</c>: the organization to act in; absent takes the credential's own.</param>
/// <param name="RunId">A run to watch.</param>
/// <param name="After">With a run: the number of the last event that is known; 0 or absent begins with the first.</param>
/// <param name="FlowId">A flow whose runs are to be told of.</param>
/// <param name="Organization">Whether all runs of the organization are to be told of.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LiveMessage(
    string? Type = null,
    string? Token = null,
    string? OrganizationId = null,
    string? RunId = null,
    long? After = null,
    string? FlowId = null,
    bool? Organization = null);
