namespace HiveFlow.Llm.Proxy;

/// <summary>The operator's own access to models, lent to callers of the proxy for credits. Section <c>HiveFlow:LlmProxy</c>.</summary>
public sealed record LlmProxyOptions
{
    /// <summary>The key for Anthropic. Default empty: its models are not to be had. At most 1,000 characters. A secret.</summary>
    public string AnthropicKey { get; set; } = string.Empty;

    /// <summary>Where Anthropic's API is. Default empty: at Anthropic's. An absolute http(s) address of at most 500 characters.</summary>
    public string AnthropicUrl { get; set; } = string.Empty;

    /// <summary>The key for OpenAI, or for a server that speaks its API. Default empty: those models are not to be had. A secret.</summary>
    public string OpenAiKey { get; set; } = string.Empty;

    /// <summary>Where OpenAI's API, or that of another server, is. Default empty: at OpenAI's. An absolute http(s) address of at most 500 characters.</summary>
    public string OpenAiUrl { get; set; } = string.Empty;

    /// <summary>
    /// Models by the name that callers use; others are unknown. Default: <c>claude-sonnet-4-5-20250929</c> and <c>claude-sonnet-5</c>, each
    /// Anthropic's of the same name. At most 200 entries; names of 1 to 200 characters.
    /// </summary>
    public Dictionary<string, ProxyModel> Models { get; init; } = new(StringComparer.Ordinal)
    {
        ["claude-sonnet-4-5-20250929"] = new ProxyModel { Model = "claude-sonnet-4-5-20250929" },
        ["claude-sonnet-5"] = new ProxyModel { Model = "claude-sonnet-5" },
    };

    /// <summary>For one whole answer. Default 10 min; 10 s to 25 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most tokens of an answer that may be asked for. Default 64,000; 1 to 1,000,000.</summary>
    public int MaxTokens { get; init; } = 64_000;
}
