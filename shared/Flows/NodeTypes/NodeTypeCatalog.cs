using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HiveFlow.Flows.NodeTypes;

/// <summary>The node types that can run here, by name.</summary>
public sealed class NodeTypeCatalog
{
    private readonly Dictionary<string, NodeType> byName;

    /// <summary>Two types of one name are a bug and throw <see cref="ArgumentException"/>.</summary>
    public NodeTypeCatalog(IEnumerable<NodeType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        byName = types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        All = [.. byName.Values.OrderBy(type => type.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every type, in order of name.</summary>
    public IReadOnlyList<NodeType> All { get; }

    /// <summary>The type of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out NodeType? type) => byName.TryGetValue(name, out type);

    /// <summary>Whether nodes of that type run a body for each of their items.</summary>
    public bool HasBody(string name) => TryGet(name, out var type) && type.HasBody;

    /// <summary>The outputs one of which a node of that type chooses; empty when it takes all its edges or the type is unknown.</summary>
    public IReadOnlyList<string> OutputsOf(string name, JsonElement data)
    {
        if (!TryGet(name, out var type))
        {
            return [];
        }

        return type.OutputsFrom is { } outputsFrom && data.ValueKind == JsonValueKind.Object ? outputsFrom(data) : type.Outputs;
    }
}
