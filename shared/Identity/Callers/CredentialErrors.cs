using HiveFlow.Errors;

namespace HiveFlow.Identity.Callers;

/// <summary>Why a credential is not taken. One answer for everything that is wrong with it.</summary>
public static class CredentialErrors
{
    /// <summary>Unknown, expired, revoked, or its person is gone.</summary>
    public static readonly ErrorCode InvalidCode = new("credential_invalid", ErrorKind.Unauthenticated);

    /// <summary>An organization the caller is not in, or not with this key.</summary>
    public static readonly ErrorCode OrganizationForbiddenCode = new("organization_forbidden", ErrorKind.Forbidden);

    /// <summary>401.</summary>
    public static Error Invalid() => Error.Of(InvalidCode, "The session or API key is not valid: unknown, expired or revoked.");

    /// <summary>403.</summary>
    public static Error OrganizationForbidden() => Error.Of(
        OrganizationForbiddenCode, "X-Organization-Id names an organization that this session or key does not belong to.");
}
