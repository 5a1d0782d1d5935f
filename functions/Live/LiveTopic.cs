namespace HiveFlow.Functions.Live;

/// <summary>What a connection watches.</summary>
/// <param name="Field">The field that names it: <c>runId</c>, <c>flowId</c> or <c>organizationId</c>.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct LiveTopic(string Field, string Id)
{
    public const string RunField = "runId";

    public const string FlowField = "flowId";

    public const string OrganizationField = "organizationId";

    public static LiveTopic Run(string id) => new(RunField, id);

    public static LiveTopic Flow(string id) => new(FlowField, id);

    public static LiveTopic Organization(string id) => new(OrganizationField, id);
}
