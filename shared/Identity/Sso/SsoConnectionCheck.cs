using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Oidc;
using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Sso;

/// <summary>Checks what an admin writes into a connection, all faults together, each under its field.</summary>
internal sealed class SsoConnectionCheck(ClientSecrets secrets, SsoPlaces places, TimeProvider clock)
{
    private const int MaxName = 100;
    private const int MaxClaim = 200;
    private const int MaxRules = 50;
    private const int MaxClientId = 200;
    private const int MaxSecret = 400;
    private const int MaxScopes = 10;
    private const int MaxAcr = 20;

    /// <summary>The connection as it becomes.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="current">As it is; null when it is made.</param>
    /// <param name="input">What the admin wrote.</param>
    public Result<SsoConnectionDocument> Apply(string id, SsoConnectionDocument? current, SsoConnectionInput input)
    {
        var faults = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var kind = KindOf(current, input, faults);
        var name = (input.Name ?? current?.Name ?? string.Empty).Trim();
        if (DisplayText.Fault(name, MaxName) is { } nameFault)
        {
            faults["name"] = [$"name {nameFault}."];
        }

        var defaultRole = input.DefaultRole ?? current?.DefaultRole ?? "viewer";
        Need(faults, "defaultRole", defaultRole is "viewer" or "member", "defaultRole must be viewer or member.");
        var ceiling = input.RoleCeiling ?? current?.RoleCeiling ?? "member";
        Need(faults, "roleCeiling", ceiling is "viewer" or "member" or "admin", "roleCeiling must be viewer, member or admin; no connection makes owners.");
        var claim = input.RoleClaim ?? current?.RoleClaim;
        Need(faults, "roleClaim", claim is null || claim.Length == 0 || IsText(claim, MaxClaim), $"roleClaim must have at most {MaxClaim} characters of plain ASCII.");
        var rules = input.RoleRules ?? current?.RoleRules ?? [];
        CheckRules(faults, rules);
        var oidc = kind == SsoKind.Oidc ? Oidc(id, current?.Oidc, input.Oidc, faults) : null;
        Need(faults, "oidc", kind == SsoKind.Oidc || input.Oidc is null, "oidc belongs to connections of kind oidc.");
        Need(faults, "saml", kind == SsoKind.Saml || input.Saml is null, "saml belongs to connections of kind saml.");
        var saml = kind == SsoKind.Saml ? Saml(current?.Saml, input.Saml, faults) : null;
        if (faults.Count > 0)
        {
            return RequestErrors.Invalid(faults);
        }

        return new SsoConnectionDocument(
            kind,
            name,
            input.IsEnabled ?? current?.IsEnabled ?? true,
            input.JoinsAutomatically ?? current?.JoinsAutomatically ?? true,
            defaultRole,
            ceiling,
            string.IsNullOrEmpty(claim) ? null : claim,
            rules,
            input.DemandsSecondFactor ?? current?.DemandsSecondFactor ?? false,
            current?.CreatedAt ?? clock.GetUtcNow())
        {
            Oidc = oidc,
            Saml = saml,
        };
    }

    private static SsoKind KindOf(SsoConnectionDocument? current, SsoConnectionInput input, Dictionary<string, IReadOnlyList<string>> faults)
    {
        var asked = input.Kind switch
        {
            "oidc" => SsoKind.Oidc,
            "saml" => SsoKind.Saml,
            _ => (SsoKind?)null,
        };
        Need(faults, "kind", input.Kind is null ? current is not null : asked is not null, "kind must be oidc or saml.");
        Need(faults, "kind", current is null || asked is null || asked == current.Kind, "kind cannot be changed; make another connection.");
        return current?.Kind ?? asked ?? default;
    }

    private static void CheckRules(Dictionary<string, IReadOnlyList<string>> faults, IReadOnlyList<RoleRule> rules)
    {
        Need(faults, "roleRules", rules.Count <= MaxRules, $"There are at most {MaxRules} roleRules.");
        for (var i = 0; i < Math.Min(rules.Count, MaxRules); i++)
        {
            var isValue = rules[i] is { Value: { Length: > 0 and <= MaxClaim } value } && !value.Any(char.IsControl);
            Need(faults, $"roleRules[{i}].value", isValue, $"value must have 1 to {MaxClaim} characters.");
            Need(faults, $"roleRules[{i}].role", rules[i]?.Role is "viewer" or "member" or "admin", "role must be viewer, member or admin; no rule makes owners.");
        }
    }

    private OidcSettings? Oidc(string id, OidcSettings? current, OidcSettingsInput? input, Dictionary<string, IReadOnlyList<string>> faults)
    {
        var issuer = input?.Issuer ?? current?.Issuer;
        Need(faults, "oidc.issuer", ProviderUrl.TryParse(issuer, out _), "issuer must be an https address without query and fragment.");
        Need(faults, "oidc.issuer", current is null || issuer == current.Issuer, "issuer cannot be changed, for it is half of who somebody is; make another connection.");
        var clientId = input?.ClientId ?? current?.ClientId;
        Need(faults, "oidc.clientId", clientId is not null && IsText(clientId, MaxClientId), $"clientId must have 1 to {MaxClientId} characters of plain ASCII.");
        var secret = input?.ClientSecret;
        Need(faults, "oidc.clientSecret", string.IsNullOrEmpty(secret) || IsText(secret, MaxSecret), $"clientSecret must have at most {MaxSecret} characters of plain ASCII.");
        var scopes = input?.Scopes ?? current?.Scopes ?? [];
        Need(faults, "oidc.scopes", scopes.Count <= MaxScopes && scopes.All(IsScope), $"scopes are at most {MaxScopes} words (RFC 6749 3.3).");
        var acr = input?.StrongAcr ?? current?.StrongAcr ?? [];
        Need(faults, "oidc.strongAcr", acr.Count <= MaxAcr && acr.All(a => a is not null && IsText(a, MaxClaim) && !a.Contains(' ', StringComparison.Ordinal)), $"strongAcr are at most {MaxAcr} words.");
        return faults.Count > 0 ? null : new OidcSettings(
            issuer!,
            clientId!,
            secret is null ? current?.ProtectedSecret : secret.Length == 0 ? null : secrets.Protect(id, secret),
            scopes,
            acr);
    }

    private SamlSettings? Saml(SamlSettings? current, SamlSettingsInput? input, Dictionary<string, IReadOnlyList<string>> faults)
    {
        if (input is null && current is not null)
        {
            return current;
        }

        var wanted = input ?? new SamlSettingsInput();
        var filled = wanted with
        {
            EntityId = wanted.EntityId ?? (wanted.Metadata is null ? current?.EntityId : null),
            SsoUrl = wanted.SsoUrl ?? (wanted.Metadata is null ? current?.SsoUrl : null),
            Certificates = wanted.Certificates ?? (wanted.Metadata is null ? current?.Certificates : null),
            EmailAttribute = wanted.EmailAttribute ?? current?.EmailAttribute,
            NameAttribute = wanted.NameAttribute ?? current?.NameAttribute,
            StrongContexts = wanted.StrongContexts ?? current?.StrongContexts,
        };
        var settings = SamlSettingsCheck.Check(filled, "saml", clock.GetUtcNow(), places.IsPlain);
        if (!settings.IsSuccess)
        {
            foreach (var (field, sentences) in settings.Error.Fields.DefaultIfEmpty(new("saml", [settings.Error.Message])))
            {
                faults[field] = sentences;
            }

            return null;
        }

        Need(faults, "saml.entityId", current is null || settings.Value.EntityId == current.EntityId, "entityId cannot be changed, for it is half of who somebody is; make another connection.");
        return settings.Value;
    }

    private static bool IsText(string text, int most) => text.Length > 0 && text.Length <= most && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static bool IsScope(string scope) =>
        scope is { Length: > 0 and <= 100 } && scope.All(c => c is >= '!' and <= '~' and not ('"' or '\\'));

    private static void Need(Dictionary<string, IReadOnlyList<string>> faults, string field, bool holds, string fault)
    {
        if (!holds)
        {
            faults.TryAdd(field, [fault]);
        }
    }
}
