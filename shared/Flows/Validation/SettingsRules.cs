using System.Collections.Concurrent;
using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Validation;

/// <summary>Rules about a node's settings: its type's JSON Schema, and its expressions.</summary>
internal sealed class SettingsRules(NodeTypeCatalog types, ExpressionEvaluator expressions)
{
    private readonly ConcurrentDictionary<string, SettingsSchema> schemas = new(StringComparer.Ordinal);

    public IEnumerable<FlowFault> Check(FlowGraph graph, FlowNode node)
    {
        if (node.Data.ValueKind != JsonValueKind.Object || !types.TryGet(node.NodeType, out var type))
        {
            return [];
        }

        var schema = schemas.GetOrAdd(type.Name, _ => new SettingsSchema(type.Settings));
        return [.. schema.Check(node, type.RawSettings), .. Expressions(graph, node, type)];
    }

    private IEnumerable<FlowFault> Expressions(FlowGraph graph, FlowNode node, NodeType type)
    {
        foreach (var problem in expressions.Problems(node.Data, type.RawSettings))
        {
            yield return new FlowFault(
                FaultKind.InvalidExpression, node.Id, null, $"{node.Path}.data.{problem.Field}", $"{problem.Message} (character {problem.Position})");
        }

        foreach (var id in expressions.References(node.Data, type.RawSettings).NodeIds.Where(id => graph.Find(id) is null).Order(StringComparer.Ordinal))
        {
            yield return new FlowFault(
                FaultKind.InvalidExpression, node.Id, null, $"{node.Path}.data", $"An expression refers to nodes.{id}, but the flow has no such node.");
        }
    }
}
