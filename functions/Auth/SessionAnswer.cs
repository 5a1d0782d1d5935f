using System.Text.Json.Serialization;
using HiveFlow.Identity.Accounts;

namespace HiveFlow.Functions.Auth;

/// <summary>An open session.</summary>
/// <param name="Token">The bearer token; absent when the session is in a cookie.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="User">Whose it is.</param>
/// <param name="TotpEnrolled">Whether the account has an authenticator; without one, set it up.</param>
/// <param name="CsrfToken">What goes with every change by the cookie; absent without one.</param>
internal sealed record SessionAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token,
    DateTimeOffset ExpiresAt,
    Profile User,
    bool TotpEnrolled,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CsrfToken = null);
