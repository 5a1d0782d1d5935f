using System.Text.Json;

namespace HiveFlow.Llm.Wires;

/// <summary>Anthropic's <c>usage</c>.</summary>
internal static class AnthropicUsage
{
    /// <summary>All that was read, also what came from the provider's cache or went into it.</summary>
    public static long Input(JsonElement usage) =>
        usage.At("input_tokens").AsCount() + usage.At("cache_creation_input_tokens").AsCount() + usage.At("cache_read_input_tokens").AsCount();
}
