using HiveFlow.Errors;

namespace HiveFlow.Identity.Sso;

/// <summary>Failures of single sign-on.</summary>
public static class SsoErrors
{
    /// <summary>The organization that owns the address's domain lets its people in by its identity provider alone.</summary>
    public static readonly ErrorCode RequiredCode = new("sso_required", ErrorKind.Forbidden);

    /// <summary>The identity provider vouched for an address outside of the organization's domains.</summary>
    public static readonly ErrorCode DomainForeignCode = new("sso_domain_foreign", ErrorKind.Forbidden);

    /// <summary>The organization demands a second factor that the identity provider does not vouch for.</summary>
    public static readonly ErrorCode SecondFactorCode = new("sso_second_factor_required", ErrorKind.Forbidden);

    /// <summary>The person is no member and the connection makes none.</summary>
    public static readonly ErrorCode NotMemberCode = new("sso_not_member", ErrorKind.Forbidden);

    /// <summary>Another organization has proven the domain.</summary>
    public static readonly ErrorCode DomainTakenCode = new("domain_taken", ErrorKind.Conflict);

    /// <summary>The DNS does not hold the proof.</summary>
    public static readonly ErrorCode DomainUnprovenCode = new("domain_unproven", ErrorKind.Invalid);

    /// <summary>The name servers do not answer.</summary>
    public static readonly ErrorCode DnsAwayCode = new("dns_unavailable", ErrorKind.Unavailable);

    /// <summary>Something else still needs it.</summary>
    public static readonly ErrorCode InUseCode = new("sso_in_use", ErrorKind.Conflict);

    /// <summary>As many as there may be.</summary>
    public static readonly ErrorCode TooManyCode = new("sso_too_many", ErrorKind.Conflict);

    /// <summary>403; says where to go.</summary>
    public static Error Required() => Error.Of(
        RequiredCode, "Your organization asks you to log in through its identity provider: POST /api/auth/sso/discover with your e-mail address says where.");

    /// <summary>403.</summary>
    public static Error DomainForeign() => Error.Of(
        DomainForeignCode, "The identity provider names no e-mail address in a domain that this organization has verified.");

    /// <summary>403.</summary>
    public static Error SecondFactor() => Error.Of(
        SecondFactorCode, "This organization demands a second factor, and its identity provider does not say that you gave one.");

    /// <summary>403.</summary>
    public static Error NotMember() => Error.Of(NotMemberCode, "You are not a member of this organization; ask one of its admins to invite you.");

    /// <summary>409.</summary>
    public static Error DomainTaken() => Error.Of(DomainTakenCode, "Another organization has verified this domain.");

    /// <summary>422 with what must stand in the DNS.</summary>
    public static Error DomainUnproven(string name, string value) => Error.Of(
        DomainUnprovenCode, $"The TXT record of {name} does not hold {value} (yet); new records can take some hours to be seen.");

    /// <summary>503.</summary>
    public static Error DnsAway() => Error.Of(DnsAwayCode, "The name servers of this domain could not be asked.") with { RetryAfter = TimeSpan.FromMinutes(1) };

    /// <summary>409.</summary>
    public static Error InUse(string because) => Error.Of(InUseCode, because);

    /// <summary>409.</summary>
    public static Error TooMany(string what, int most) => Error.Of(TooManyCode, $"An organization has at most {most} {what}.");
}
