using System.Text.Json;

namespace HiveFlow.Processors.Subflows;

/// <summary>Another flow that a node wants to be run; the interpreter does it.</summary>
/// <param name="FlowId">Which, as the node says it.</param>
/// <param name="UsesDraft">Whether it is run as it stands; else its published version.</param>
/// <param name="Inputs">What it is given: an object.</param>
public sealed record SubflowRequest(string FlowId, bool UsesDraft, JsonElement Inputs);
