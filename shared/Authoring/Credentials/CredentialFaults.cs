using System.Text.Json;
using HiveFlow.Flows.Credentials;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Validation;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Credentials;

/// <summary>
/// Names the nodes whose credential a run for this person would be refused: one that is gone or that they may not use, and a text that is no
/// credential's id, such as an expression or what a template has in its place.
/// </summary>
public sealed class CredentialFaults
{
    private const string NoId = "names no credential: its id is needed as it stands, 24 hex digits, and no expression.";
    private readonly CredentialRule rule;
    private readonly NodeTypeCatalog types;

    internal CredentialFaults(CredentialRule rule, NodeTypeCatalog types)
    {
        this.rule = rule;
        this.types = types;
    }

    /// <summary>The faults, in graph order.</summary>
    /// <param name="tenant">Whose flow.</param>
    /// <param name="userId">The person that runs would be done for.</param>
    /// <param name="graph">The flow.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<IReadOnlyList<FlowFault>> FindAsync(Tenant tenant, string userId, FlowGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<NamedCredential> named = [.. graph.Nodes.SelectMany(Named)];
        var refused = named.Count == 0 ? null : await rule(tenant, userId, named, cancellationToken);
        return [.. graph.Nodes.SelectMany(node => Unnamed(node).Concat(Named(node)
            .Where(place => refused?.Fields.ContainsKey(place.Path) == true)
            .Select(place => Fault(node, place.Path, string.Join(' ', refused!.Fields[place.Path])))))];
    }

    private static IReadOnlyList<NamedCredential> Named(FlowNode node) => NamedCredentials.In(node.Data, $"{node.Path}.data");

    /// <summary>The node's own credential, where its type takes one and it is none.</summary>
    private IEnumerable<FlowFault> Unnamed(FlowNode node)
    {
        var place = $"{node.Path}.data.{NamedCredentials.Field}";
        if (node.Data.ValueKind == JsonValueKind.Object
            && node.Data.TryGetProperty(NamedCredentials.Field, out var value)
            && value.ValueKind == JsonValueKind.String
            && !value.ValueEquals(string.Empty)
            && types.TryGet(node.NodeType, out var type)
            && type.Settings.TryGetProperty("properties", out var settings)
            && settings.TryGetProperty(NamedCredentials.Field, out _)
            && !Named(node).Any(named => named.Path == place))
        {
            yield return Fault(node, place, NoId);
        }
    }

    private static FlowFault Fault(FlowNode node, string place, string what) => new(FaultKind.InvalidSetting, node.Id, null, place, $"{NamedCredentials.Field} {what}");
}
