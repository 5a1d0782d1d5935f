using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.Callers;

/// <summary>
/// Which credential a caller came with, without its secret: to ask later whether it is still good. Made of a checked caller alone.
/// </summary>
/// <param name="UserId">The person.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="SessionId">The session; null for a key.</param>
/// <param name="KeyId">The key; null for a session.</param>
/// <param name="KeyStamp">Which of the key's secrets: it ends with that one.</param>
/// <param name="FlowIds">The flows that the key was bound to; null for all. When they change it is another credential.</param>
public sealed record CredentialReference(
    string UserId, string OrganizationId, string? SessionId, string? KeyId, string? KeyStamp, IReadOnlyList<string>? FlowIds)
{
    /// <summary>The reference of a caller.</summary>
    public static CredentialReference Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new CredentialReference(
            caller.UserId.ToString(),
            caller.OrganizationId.ToString(),
            caller.SessionId,
            caller.KeyId,
            caller.KeyStamp,
            caller.FlowIds?.Order(StringComparer.Ordinal).ToList());
    }

    /// <summary>What revocations name of it.</summary>
    public IReadOnlyList<string> Subjects() => [UserId, OrganizationId, (SessionId ?? KeyId)!];

    /// <summary>Names one of a key's secrets by its stored hash, without repeating that.</summary>
    internal static string StampOf(string secretHash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secretHash)).AsSpan(0, 16));
}
