using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Idempotency;

/// <summary>
/// What an <c>Idempotency-Key</c> started, kept for 24 hours and written in the same atomic step as the run.
/// </summary>
/// <param name="RunId">The run it started.</param>
/// <param name="RequestHash">SHA-256 of what was asked, so that the same key with another request is refused.</param>
/// <param name="ExpiresAt">When it may go.</param>
public sealed record IdempotencyRecord(string RunId, string RequestHash, DateTimeOffset ExpiresAt)
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>By id only.</summary>
    public static readonly Collection<IdempotencyRecord> Collection =
        new Collection<IdempotencyRecord>("idempotency", RunsJson.Default.IdempotencyRecord).WithExpiry(record => record.ExpiresAt);

    /// <summary>The document's id: a digest, so that a caller's key is never a name in the store. Keys of different callers don't meet.</summary>
    public static string IdOf(string caller, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{key}")));
}
