using System.Text.Json;

namespace HiveFlow.Llm.Conversations;

/// <summary>What a model is asked, in no provider's form.</summary>
public sealed record LlmRequest
{
    /// <summary>The provider's name of the model; for Azure the deployment's.</summary>
    public required string Model { get; init; }

    /// <summary>The standing objective; null for none.</summary>
    public string? System { get; init; }

    /// <summary>The conversation so far; the last message is the user's.</summary>
    public required IReadOnlyList<LlmMessage> Messages { get; init; }

    /// <summary>Tools the model may ask for.</summary>
    public IReadOnlyList<LlmTool> Tools { get; init; } = [];

    /// <summary>Whether it must; null leaves it to the provider (which leaves it to the model).</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Most tokens of the answer.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>0 to 2; null leaves it to the provider.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1; null leaves it to the provider.</summary>
    public double? TopP { get; init; }

    /// <summary>Texts at which the answer ends.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>JSON Schema that the answer is to fit, for providers that can be told; null for none.</summary>
    public JsonElement? AnswerSchema { get; init; }
}
