namespace HiveFlow.Llm.Conversations;

/// <summary>Whether the model must ask for a tool.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Name">With <see cref="ToolChoiceKind.One"/>, which tool.</param>
public sealed record ToolChoice(ToolChoiceKind Kind, string? Name = null);
