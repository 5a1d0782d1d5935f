namespace HiveFlow.Llm.Proxy;

/// <summary>What stands behind a name that callers use.</summary>
public sealed record ProxyModel
{
    /// <summary><c>anthropic</c>, <c>openai</c> or <c>openAiCompatible</c>. Default anthropic.</summary>
    public string Provider { get; set; } = "anthropic";

    /// <summary>The provider's name of the model, 1 to 200 characters.</summary>
    public string Model { get; set; } = string.Empty;
}
