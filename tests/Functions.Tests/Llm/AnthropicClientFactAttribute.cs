using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Llm;

/// <summary>A fact that needs Anthropic's JavaScript client from npm; without it the test shows as skipped.</summary>
public sealed class AnthropicClientFactAttribute : FactAttribute
{
    public AnthropicClientFactAttribute() => Skip = NodePackages.MissingReason("@anthropic-ai/sdk");
}
