namespace HiveFlow.LocalSandbox.Agent;

/// <summary>The jail ended while a request was under way.</summary>
internal sealed class JailGoneException() : Exception("The sandbox has ended.");
