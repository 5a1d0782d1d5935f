using System.Text.Json;

namespace HiveFlow.Processors.Llm;

/// <summary>How a provider's API is written and read.</summary>
internal interface ILlmWire
{
    /// <summary>Where its API is unless a base address is set; null when one must be.</summary>
    string? DefaultBase { get; }

    /// <summary>Headers beside the credential's.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The address of a call.</summary>
    string UrlOf(string baseUrl, string model, string? apiVersion);

    /// <summary>Writes the body.</summary>
    void Write(Utf8JsonWriter writer, LlmPrompt prompt);

    /// <summary>Reads an answer; null when it is not one of this API.</summary>
    LlmAnswer? Read(JsonElement body, string model);
}
