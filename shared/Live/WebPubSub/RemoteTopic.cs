namespace HiveFlow.Live.WebPubSub;

/// <summary>What connections of Azure Web PubSub watch together: a run, a flow or an organization. Its text is also the group's name.</summary>
/// <param name="Field">The field that names it in messages: <c>runId</c>, <c>flowId</c> or <c>organizationId</c>.</param>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Id">Its id.</param>
public readonly record struct RemoteTopic(string Field, string OrganizationId, string Id)
{
    /// <summary>Whether it is a run.</summary>
    public bool IsRun => Field == "runId";

    /// <summary>Reads a text back; null when it is none.</summary>
    public static RemoteTopic? Parse(string? text) => text?.Split('-') is [{ Length: > 0 } field, { Length: > 0 } organization, { Length: > 0 } id]
        ? new RemoteTopic(field, organization, id)
        : null;

    /// <summary>Its text.</summary>
    public override string ToString() => $"{Field}-{OrganizationId}-{Id}";
}
