namespace HiveFlow.LocalSandbox.Agent;

/// <summary>The agent refused a request: an expected failure inside this server, answered to its client.</summary>
/// <param name="code">A code of the Connect protocol, or <c>no_space</c>.</param>
/// <param name="message">One sentence.</param>
internal sealed class AgentException(string code, string message) : Exception(message)
{
    /// <summary>The code.</summary>
    public string Code { get; } = code;
}
