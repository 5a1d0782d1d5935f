using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Wires;

/// <summary>How a provider's API is written and read.</summary>
internal interface ILlmWire
{
    /// <summary>Where its API is unless a base address is set; null when one must be.</summary>
    string? DefaultBase { get; }

    /// <summary>Headers beside the credential's.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The address of a call.</summary>
    string UrlOf(string baseUrl, string model, string? apiVersion, bool isStream);

    /// <summary>Writes the body.</summary>
    void Write(Utf8JsonWriter writer, LlmRequest request, bool isStream);

    /// <summary>Reads an answer; null when it is not one of this API.</summary>
    LlmAnswer? Read(JsonElement body, string model);

    /// <summary>Reads an answer that comes as an event stream.</summary>
    AnswerStream BeginStream(string model);
}
