using System.Text.Json;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring;

/// <summary>Keeps the links from app instances to flows in step with the flows.</summary>
internal static class AppInstances
{
    private const int MaxLinks = 100;

    /// <summary>Characters of an instance's id that can be looked for; a longer one is kept in its node and found by nobody.</summary>
    public const int MaxLength = 100;

    /// <summary>The writes that belong to a change of a flow.</summary>
    public static IEnumerable<DocumentWrite> Changes(Tenant tenant, string flowId, Flow? before, Flow? after)
    {
        var old = InstancesOf(before);
        var now = InstancesOf(after);
        foreach (var instance in now.Except(old))
        {
            yield return DocumentWrite.Upsert(AppInstanceLink.Collection, tenant, IdOf(instance, flowId), new AppInstanceLink(instance, flowId));
        }

        foreach (var instance in old.Except(now))
        {
            yield return DocumentWrite.Delete(AppInstanceLink.Collection, tenant, IdOf(instance, flowId));
        }
    }

    private static string IdOf(string instance, string flowId) => $"{flowId}/{instance}";

    private static HashSet<string> InstancesOf(Flow? flow)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (flow is null)
        {
            return found;
        }

        foreach (var node in flow.Nodes.EnumerateArray())
        {
            if (node.ValueKind == JsonValueKind.Object
                && node.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("nodeType", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("hiveapp")
                && data.TryGetProperty("instanceId", out var instance) && instance.ValueKind == JsonValueKind.String
                && instance.GetString() is { Length: > 0 and <= MaxLength } id
                && id.All(c => c is > ' ' and < (char)127)
                && found.Count < MaxLinks)
            {
                found.Add(id);
            }
        }

        return found;
    }
}
