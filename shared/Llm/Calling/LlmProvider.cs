using System.Diagnostics.CodeAnalysis;
using HiveFlow.Llm.Wires;

namespace HiveFlow.Llm.Calling;

/// <summary>A provider of models, by the form of its API.</summary>
public sealed class LlmProvider
{
    private static readonly Dictionary<string, LlmProvider> ByName = new LlmProvider[]
    {
        new("openai", new OpenAiWire("https://api.openai.com/v1")),
        new("anthropic", new AnthropicWire()),
        new("google", new GoogleWire()),
        new("azureOpenAi", new OpenAiWire(null, isAzure: true)),
        new("openAiCompatible", new OpenAiWire(null)),
    }.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    private LlmProvider(string name, ILlmWire wire)
    {
        Name = name;
        Wire = wire;
    }

    /// <summary>Their names: openai, anthropic, google, azureOpenAi, openAiCompatible.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where its API is; null when an address must be given.</summary>
    public string? DefaultBase => Wire.DefaultBase;

    internal ILlmWire Wire { get; }

    /// <summary>The provider of that name.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out LlmProvider? provider) => ByName.TryGetValue(name, out provider);
}
