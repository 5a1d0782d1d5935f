using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Live;

/// <summary>The message protocol's rules, the same for both ways a connection can come: our own WebSocket, or Azure Web PubSub.</summary>
public sealed class LiveRules(RunStore runs, FlowCatalog flows)
{
    /// <summary>What a client may say in a minute.</summary>
    internal const int MaxMessagesAMinute = 600;

    /// <summary>Reads a message; null when it is none.</summary>
    internal static LiveMessage? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LiveJson.Default.LiveMessage) is { Type: not null } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it can be a connection's first message.</summary>
    internal static bool IsAuth(LiveMessage? message) =>
        message is { Type: "auth", RunId: null, FlowId: null, After: null, Organization: null };

    /// <summary>What somebody who is known asks for, with what it is about; nothing when the protocol has no such message.</summary>
    internal static (LiveRequest Request, LiveTopic Topic) Understand(LiveMessage message, Caller caller)
    {
        if (message.Token is not null || message.OrganizationId is not null)
        {
            return default;
        }

        if (message is { Type: "ping", RunId: null, FlowId: null, Organization: null, After: null })
        {
            return (LiveRequest.Ping, default);
        }

        if (TopicOf(message, caller) is not { } topic || (message.After is not null && message.RunId is null) || message.After < 0)
        {
            return default;
        }

        return message.Type switch
        {
            "subscribe" => (LiveRequest.Subscribe, topic),
            "unsubscribe" => (LiveRequest.Unsubscribe, topic),
            _ => default,
        };
    }

    /// <summary>Null when the caller may watch it; what belongs to others is not found.</summary>
    internal async Task<Error?> RefusalOfAsync(Caller caller, LiveTopic topic, CancellationToken cancellationToken)
    {
        switch (topic.Field)
        {
            case LiveTopic.RunField:
                var run = await runs.GetAsync(caller.OrganizationId, topic.Id, cancellationToken);
                return run is not null && caller.MayUseFlow(run.Document.FlowId) ? null : RequestErrors.NotFound("run");
            case LiveTopic.FlowField:
                var isFlow = DocumentId.TryParse(topic.Id, out _) && await flows.GetAsync(caller.Tenant, topic.Id, cancellationToken) is not null;
                return isFlow && caller.MayUseFlow(topic.Id) ? null : RequestErrors.NotFound("flow");
            default:
                return null;
        }
    }

    private static LiveTopic? TopicOf(LiveMessage message, Caller caller) => message switch
    {
        { RunId: { } run, FlowId: null, Organization: null } => LiveTopic.Run(run),
        { RunId: null, FlowId: { } flow, Organization: null } => LiveTopic.Flow(flow),
        { RunId: null, FlowId: null, Organization: true } => LiveTopic.Organization(caller.OrganizationId.ToString()),
        _ => null,
    };
}
