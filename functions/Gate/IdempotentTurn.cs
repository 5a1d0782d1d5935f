using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Gate;

/// <summary>A request whose answer is to be remembered.</summary>
/// <param name="Tenant">The caller's organization.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Version">The record's version.</param>
/// <param name="Record">The record while there is no answer.</param>
/// <param name="Secret">Where in the answer a secret stands.</param>
internal sealed record IdempotentTurn(Tenant Tenant, string Id, long Version, FirstAnswer Record, string? Secret)
{
    /// <summary>The answer whose remembering joined the function's own atomic write; null while there is none.</summary>
    public JsonAnswer? Joined { get; set; }

    /// <summary>The body, where it is hashed while it is read; null where it was read before.</summary>
    public HashedBody? Streamed { get; init; }
}
