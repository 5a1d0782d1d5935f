using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Runs;

/// <summary>A run to be started for somebody.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Flow">What to run.</param>
/// <param name="Inputs">What to give it.</param>
/// <param name="IdempotencyKey">The caller's key; null for none.</param>
public sealed record Launch(Caller Caller, Stored<Flow> Flow, JsonElement Inputs, string? IdempotencyKey);
