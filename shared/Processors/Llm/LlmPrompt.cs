namespace HiveFlow.Processors.Llm;

/// <summary>One question to a model.</summary>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="System">The standing objective; null for none.</param>
/// <param name="Text">The question.</param>
/// <param name="Temperature">0 to 2; null leaves it to the provider.</param>
/// <param name="MaxTokens">Most tokens of the answer.</param>
internal sealed record LlmPrompt(string Model, string? System, string Text, double? Temperature, int MaxTokens);
