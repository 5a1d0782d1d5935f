using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>When and where a key was last used, to the minute. Beside the key and not in it, so that using a key never races with changing it.</summary>
/// <param name="At">When.</param>
/// <param name="From">The client's address; null when it was not known.</param>
internal sealed record KeyUse(DateTimeOffset At, string? From)
{
    /// <summary>All of them, by the key's id.</summary>
    public static readonly Collection<KeyUse> Collection = new("api_key_uses", IdentityJson.Default.KeyUse);
}
