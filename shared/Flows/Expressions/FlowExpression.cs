using HiveFlow.Flows.Expressions.Scripts;

namespace HiveFlow.Flows.Expressions;

/// <summary>One parsed expression: a plain path or a script. Immutable and shared between threads.</summary>
internal sealed class FlowExpression
{
    private FlowExpression(string source, PlainPath? path, Script? script)
    {
        Source = source;
        Path = path;
        Script = script;
    }

    public string Source { get; }

    public PlainPath? Path { get; }

    public Script? Script { get; }

    /// <summary>The nodes whose outputs it refers to.</summary>
    public IEnumerable<string> NodeIds => Path is null ? Script!.NodeIds : Path.NodeId is { } id ? [id] : [];

    /// <summary>Whether it may refer to any node's output.</summary>
    public bool RefersToAllNodes => Path?.NamesAllNodes ?? Script!.RefersToAllNodes;

    public static (FlowExpression? Expression, ExpressionFault? Fault) Parse(string source, int offset, ExpressionLimits limits)
    {
        if (source.Length > limits.MaxLength)
        {
            return (null, new ExpressionFault(offset, $"The expression is longer than {limits.MaxLength} characters.", IsFinal: true));
        }

        if (string.IsNullOrWhiteSpace(source))
        {
            return (null, new ExpressionFault(offset, "The expression is empty."));
        }

        if (PlainPath.TryParse(source, out var path))
        {
            return (new FlowExpression(source, path, null), null);
        }

        var (script, fault) = ScriptCompiler.Compile(source);
        return fault is null
            ? (new FlowExpression(source, null, script), null)
            : (null, fault with { Position = fault.Position + offset });
    }
}
