using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Gate;

/// <summary>What a request with an Idempotency-Key was answered; without a body while it is still being worked on.</summary>
/// <param name="RequestHash">SHA-256 of method, path and body.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Location">The Location header.</param>
/// <param name="Body">The answer; null while there is none.</param>
/// <param name="BegunAt">When work on it began.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
internal sealed record FirstAnswer(
    string RequestHash, int Status, string? Location, string? Body, DateTimeOffset BegunAt, DateTimeOffset ExpiresAt)
{
    /// <summary>All of them, each in the organization of its caller.</summary>
    public static readonly Collection<FirstAnswer> Collection =
        new Collection<FirstAnswer>("first_answers", GateJson.Default.FirstAnswer).WithExpiry(a => a.ExpiresAt);
}
