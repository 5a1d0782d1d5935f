using System.Net;
using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>A key whose secret was verified a moment ago.</summary>
/// <param name="Digest">HMAC-SHA256 of the key's text under a key that lives and dies with this process.</param>
/// <param name="SecretHash">The stored hash it was verified against; when the record has it no more, this is worthless.</param>
/// <param name="Caller">Who it speaks for, in its own organization.</param>
/// <param name="Ranges">Where it may be used from; null for everywhere.</param>
/// <param name="ExpiresAt">The end of this secret.</param>
/// <param name="VerifiedAt">When bcrypt was asked.</param>
/// <param name="CheckedAt">When record, person and membership were read.</param>
internal sealed record VerifiedKey(
    byte[] Digest,
    string SecretHash,
    Caller Caller,
    IReadOnlyList<AddressRange>? Ranges,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset VerifiedAt,
    DateTimeOffset CheckedAt)
{
    private int refreshing;

    /// <summary>Whether the key may be used from there; an address nobody knows is in no range.</summary>
    public bool IsAllowedFrom(IPAddress? address) => Ranges is null || (address is not null && Ranges.Any(range => range.Contains(address)));

    /// <summary>True for the first who asks: that one asks bcrypt again, ahead of time.</summary>
    public bool TryBeginRefresh() => Interlocked.Exchange(ref refreshing, 1) == 0;
}
