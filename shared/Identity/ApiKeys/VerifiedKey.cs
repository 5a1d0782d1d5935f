using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>A key whose secret was verified a moment ago.</summary>
/// <param name="Digest">HMAC-SHA256 of the secret under a key that lives and dies with this process.</param>
/// <param name="SecretHash">The stored hash it was verified against; another one makes this worthless.</param>
/// <param name="Caller">Who it speaks for, in its own organization.</param>
/// <param name="ExpiresAt">The key's end.</param>
/// <param name="VerifiedAt">When bcrypt was asked.</param>
/// <param name="CheckedAt">When record, person and membership were read.</param>
internal sealed record VerifiedKey(
    byte[] Digest, string SecretHash, Caller Caller, DateTimeOffset? ExpiresAt, DateTimeOffset VerifiedAt, DateTimeOffset CheckedAt)
{
    private int refreshing;

    /// <summary>True for the first who asks: that one asks bcrypt again, ahead of time.</summary>
    public bool TryBeginRefresh() => Interlocked.Exchange(ref refreshing, 1) == 0;
}
