using HiveFlow.Errors;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>How loops can fail besides their bodies.</summary>
public static class LoopErrors
{
    /// <summary>A loop within more loops than allowed.</summary>
    public static readonly ErrorCode TooDeepCode = new("loop_too_deep", ErrorKind.Invalid);

    /// <summary>The run has made as many steps as it may.</summary>
    public static readonly ErrorCode StepsExceededCode = new("steps_exceeded", ErrorKind.Invalid);

    internal static Error TooDeep(int most) => Error.Of(TooDeepCode, $"Loops can be nested {most} deep.");

    internal static Error StepsExceeded(int most) => Error.Of(StepsExceededCode, $"The run has made {most} steps, which is all it may.");
}
