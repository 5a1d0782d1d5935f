using System.Diagnostics.CodeAnalysis;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Processors;

/// <summary>The processors there are, by node type.</summary>
public sealed class ProcessorCatalog
{
    private readonly Dictionary<string, IProcessor> byType;

    /// <summary>Two processors of one type are a bug and throw <see cref="ArgumentException"/>.</summary>
    public ProcessorCatalog(IEnumerable<IProcessor> processors)
    {
        byType = processors.ToDictionary(processor => processor.Type.Name, StringComparer.Ordinal);
        Types = new NodeTypeCatalog(byType.Values.Select(processor => processor.Type));
    }

    /// <summary>Their node types.</summary>
    public NodeTypeCatalog Types { get; }

    /// <summary>The processor of that node type.</summary>
    public bool TryGet(string nodeType, [NotNullWhen(true)] out IProcessor? processor) => byType.TryGetValue(nodeType, out processor);
}
