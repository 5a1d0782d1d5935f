using HiveFlow.Identity.Accounts;

namespace HiveFlow.Functions.Auth;

/// <summary>An open session.</summary>
internal sealed record SessionAnswer(string Token, DateTimeOffset ExpiresAt, Profile User);
