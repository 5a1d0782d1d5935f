using System.Text.Json;

namespace HiveFlow.Llm.Conversations;

/// <summary>The model's wish to have a tool called. Written by the model: to be checked before anything is done.</summary>
/// <param name="Id">Names the call within the conversation.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">An object; null-valued (<see cref="JsonValueKind.Null"/>) when the model wrote no JSON object.</param>
public sealed record ToolCallPart(string Id, string Name, JsonElement Arguments) : LlmPart;
