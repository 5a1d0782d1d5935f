using System.Text.Json;

namespace HiveFlow.Processors.Agents;

/// <summary>A tool that the model asked for, as it is kept. Written by the model, not checked.</summary>
/// <param name="Id">Names it in the conversation.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">An object, or null.</param>
internal sealed record AgentCall(string Id, string Name, JsonElement Arguments);
