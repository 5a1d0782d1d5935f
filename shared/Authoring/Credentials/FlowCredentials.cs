using System.Runtime.InteropServices;
using HiveFlow.Errors;
using HiveFlow.Flows.Credentials;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Credentials;

/// <summary>
/// The one place that decides whether a flow may be saved with the credentials it names: whoever saves other nodes or edges than before needs
/// the right to every credential named then, also to those that somebody else put there. A change of name or state needs none.
/// </summary>
internal sealed class FlowCredentials(CredentialRule rule)
{
    private const int MostNamed = 200;

    /// <summary>Null when it may be saved.</summary>
    public async ValueTask<Error?> FaultAsync(Tenant tenant, string? userId, Flow? before, Flow after, CancellationToken cancellationToken)
    {
        if (before is not null && IsSame(before, after))
        {
            return null;
        }

        var named = NamedCredentials.In(after.Nodes, "nodes");
        if (named.Count == 0)
        {
            return null;
        }

        return named.Select(n => n.Id).Distinct(StringComparer.Ordinal).Count() > MostNamed
            ? RequestErrors.Invalid("nodes", $"nodes name more than {MostNamed} credentials.")
            : await rule(tenant, userId, named, cancellationToken);
    }

    /// <summary>The writes that belong to a change of a flow.</summary>
    public static IEnumerable<DocumentWrite> Changes(Tenant tenant, string flowId, Flow? before, Flow? after)
    {
        if (before is not null && after is not null && IsSame(before, after))
        {
            yield break;
        }

        var (old, now) = (IdsOf(before), IdsOf(after));
        foreach (var id in now.Except(old))
        {
            yield return DocumentWrite.Upsert(CredentialLink.Collection, tenant, $"{flowId}/{id}", new CredentialLink(id, flowId));
        }

        foreach (var id in old.Except(now))
        {
            yield return DocumentWrite.Delete(CredentialLink.Collection, tenant, $"{flowId}/{id}");
        }
    }

    private static HashSet<string> IdsOf(Flow? flow) =>
        flow is null ? [] : [.. NamedCredentials.In(flow.Nodes, "nodes").Select(n => n.Id)];

    private static bool IsSame(Flow before, Flow after) =>
        JsonMarshal.GetRawUtf8Value(before.Nodes).SequenceEqual(JsonMarshal.GetRawUtf8Value(after.Nodes))
        && JsonMarshal.GetRawUtf8Value(before.Edges).SequenceEqual(JsonMarshal.GetRawUtf8Value(after.Edges));
}
