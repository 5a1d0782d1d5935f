using System.Diagnostics.CodeAnalysis;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Processors;

/// <summary>The processors that can run here, by the name of their node type.</summary>
public sealed class ProcessorCatalog
{
    private readonly Dictionary<string, IProcessor> _byName;

    /// <summary>Two processors of one type are a bug and throw <see cref="ArgumentException"/>.</summary>
    public ProcessorCatalog(IEnumerable<IProcessor> processors)
    {
        ArgumentNullException.ThrowIfNull(processors);
        _byName = processors.ToDictionary(p => p.Type.Name, StringComparer.Ordinal);
        Types = new NodeTypeCatalog(_byName.Values.Select(p => p.Type));
    }

    /// <summary>What they are the processors of.</summary>
    public NodeTypeCatalog Types { get; }

    /// <summary>The processor of that node type; false for a type that can't run here.</summary>
    public bool TryGet(string nodeType, [NotNullWhen(true)] out IProcessor? processor) => _byName.TryGetValue(nodeType, out processor);
}
