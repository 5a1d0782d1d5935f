using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;

namespace HiveFlow.Identity.Sessions;

/// <summary>A session just opened.</summary>
/// <param name="Token">The bearer token.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="User">Whose it is.</param>
public sealed record OpenedSession(Secret Token, DateTimeOffset ExpiresAt, Profile User);
