namespace HiveFlow.Functions.Live;

/// <summary>What a connection watches.</summary>
/// <param name="Field">The field that names it: <c>runId</c>, <c>flowId</c> or <c>organizationId</c>.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct LiveTopic(string Field, string Id)
{
    public static LiveTopic Run(string id) => new("runId", id);

    public static LiveTopic Flow(string id) => new("flowId", id);

    public static LiveTopic Organization(string id) => new("organizationId", id);
}
