using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring;

/// <summary>Says that a flow holds a <c>hiveapp</c> node of that instance; written together with the flow.</summary>
/// <param name="InstanceId">The node's <c>data.instanceId</c>.</param>
/// <param name="FlowId">The flow.</param>
public sealed record AppInstanceLink(string InstanceId, string FlowId)
{
    /// <summary>Links of one instance.</summary>
    public static readonly Collection<AppInstanceLink> Collection = new Collection<AppInstanceLink>("flow_app_instances", AuthoringJson.Default.AppInstanceLink)
        .WithIndex("instance", ("instanceId", link => link.InstanceId));
}
