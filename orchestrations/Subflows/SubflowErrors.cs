using HiveFlow.Errors;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>How subflow nodes can fail.</summary>
public static class SubflowErrors
{
    private const int MostNamed = 5;

    /// <summary>There is no such flow in the organization, or none that can be run so.</summary>
    public static readonly ErrorCode UnknownCode = new("subflow_unknown", ErrorKind.Invalid);

    /// <summary>The person that the run is done for may not start runs, or the key that it was started with does not reach that flow.</summary>
    public static readonly ErrorCode ForbiddenCode = new("subflow_forbidden", ErrorKind.Forbidden);

    /// <summary>Flows call flows deeper than allowed.</summary>
    public static readonly ErrorCode TooDeepCode = new("subflow_too_deep", ErrorKind.Invalid);

    /// <summary>The run of the other flow did not end well.</summary>
    public static readonly ErrorCode FailedCode = new("subflow_failed", ErrorKind.Invalid);

    /// <summary>What the other flow is given does not fit its <c>inputSchema</c>.</summary>
    public static readonly ErrorCode MisfitCode = new("subflow_inputs_invalid", ErrorKind.Invalid);

    internal static Error Misfit(Error misfit) => Error.Of(
        MisfitCode,
        $"The inputs do not fit the flow's inputSchema: {string.Join(" ", misfit.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Take(MostNamed).SelectMany(field => field.Value.Take(MostNamed).Select(sentence => $"{field.Key}: {sentence}")))}");

    internal static Error OutOfBounds() => Error.Of(
        ForbiddenCode, "The API key that the run was started with is bound to flows, and this flow is not among them.");

    internal static Error Unknown() => Error.Of(UnknownCode, "The organization has no flow of the id in the setting flowId.");

    internal static Error Unpublished() => Error.Of(
        UnknownCode, "The flow has no published version; publish it, or set version to draft to run it as it stands.");

    internal static Error Unrunnable(string why) => Error.Of(UnknownCode, $"The flow can't be run: {why}");

    internal static Error Forbidden() => Error.Of(ForbiddenCode, "The person in whose name this run is done may not start runs of this flow (any more).");

    internal static Error TooDeep(int most) => Error.Of(TooDeepCode, $"Flows can call flows {most} deep.");

    internal static Error Failed(string runId, string? code, string? message) => Error.Of(
        FailedCode, code is null ? $"The run {runId} was cancelled." : $"The run {runId} failed ({code}): {message}");
}
