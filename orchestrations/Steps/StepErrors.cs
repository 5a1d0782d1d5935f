using HiveFlow.Errors;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>How a step can fail besides its processor's own ways.</summary>
public static class StepErrors
{
    /// <summary>Nothing of that type can run here.</summary>
    public static readonly ErrorCode UnknownNodeTypeCode = new("unknown_node_type", ErrorKind.Invalid);

    /// <summary>The node as saved can't run.</summary>
    public static readonly ErrorCode NodeInvalidCode = new("node_invalid", ErrorKind.Invalid);

    /// <summary>The step could not be carried out at all.</summary>
    public static readonly ErrorCode StepLostCode = new("step_lost", ErrorKind.Unavailable);

    /// <summary>The type is not known here.</summary>
    public static Error UnknownNodeType(string type) =>
        Error.Of(UnknownNodeTypeCode, $"Nodes of type '{type}' can't run here; GET /api/nodes/types lists those that can.");

    /// <summary>The node is not sound.</summary>
    public static Error NodeInvalid(string why) => Error.Of(NodeInvalidCode, why);

    /// <summary>Something underneath was away for too long.</summary>
    public static Error StepLost() => Error.Of(
        StepLostCode, "The step could not be carried out: a part of the system was away during every try.") with
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };
}
