using HiveFlow.Errors;

namespace HiveFlow.Sandbox.Code;

/// <summary>
/// Runs user code, each piece in a new sandbox that is removed afterwards, at most <see cref="SandboxOptions.MaxConcurrency"/> at once,
/// fairly between organizations.
/// </summary>
public sealed class CodeRunner(TimeProvider time)
{
    /// <summary>
    /// Runs one piece of code to its end. An error raised by the code itself is <see cref="CodeOutcome.Error"/>; the result's error
    /// is one of <see cref="SandboxErrors"/>. Ends soon after the token is cancelled (by <see cref="OperationCanceledException"/>),
    /// with nothing of it left running.
    /// </summary>
    public ValueTask<Result<CodeOutcome>> RunAsync(CodeRequest request, OutputSink? output, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Result<CodeOutcome>>(SandboxErrors.Busy(time.GetElapsedTime(time.GetTimestamp())));
}
