using System.Collections.Frozen;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Sessions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Operators;

/// <summary>
/// Who stands above all organizations: the configured addresses, which accounts have proven, in a session that began or was
/// stepped up with an authenticator app. Never a key, never a session that an organization's own provider vouched for.
/// </summary>
internal sealed class OperatorList(IOptions<IdentityOptions> options)
{
    private readonly FrozenSet<string> addresses = options.Value.Operators
        .Select(text => EmailAddress.TryParse(text, out var address) ? address.ToString() : string.Empty)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a person of that address is an operator in that session.</summary>
    public bool Includes(string email, SessionDocument session) =>
        session is { Method: SessionStart.Totp, OrganizationId: null, ConnectionId: null } && addresses.Contains(email);
}
