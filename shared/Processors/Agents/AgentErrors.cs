using HiveFlow.Errors;

namespace HiveFlow.Processors.Agents;

/// <summary>Failures of agent nodes.</summary>
public static class AgentErrors
{
    /// <summary>The agent has not come to an end within its steps or tokens.</summary>
    public static readonly ErrorCode LimitCode = new("agent_limit", ErrorKind.Invalid);

    internal static Error Steps(int most) => Error.Of(LimitCode, $"The agent came to no end within its maxSteps of {most} questions to the model.");

    internal static Error Tokens(long most) => Error.Of(LimitCode, $"The agent came to no end within its maxTokens of {most}.");
}
