using HiveFlow.Identity.Callers;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Mcp;

/// <summary>Who sent a message, and what starts runs; travels in the request's features.</summary>
internal sealed record McpTurn(Caller Caller, DurableTaskClient Client);
