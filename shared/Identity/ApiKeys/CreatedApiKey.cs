using HiveFlow.Errors;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>A key just made: the only time its text is known.</summary>
/// <param name="Key">The whole key, <c>hf_…</c>.</param>
/// <param name="View">What lists show of it.</param>
public sealed record CreatedApiKey(Secret Key, ApiKeyView View);
