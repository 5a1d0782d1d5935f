namespace HiveFlow.Flows.Expressions;

/// <summary>A piece of a <see cref="Template"/>: exactly one of the two is set.</summary>
internal readonly record struct TemplatePart(string? Text, FlowExpression? Expression);
