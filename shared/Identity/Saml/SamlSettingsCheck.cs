using System.Text;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>Checks the SAML part of a connection, all faults together, each under the field it is in.</summary>
internal static class SamlSettingsCheck
{
    private const int MaxText = 500;
    private const int MaxUrl = 2_048;
    private const int MaxCertificates = 5;
    private const int MaxContexts = 20;

    /// <summary>The settings as they are stored, or every field that is not allowed.</summary>
    /// <param name="input">What the admin wrote.</param>
    /// <param name="path">The field of the request that holds it, such as <c>saml</c>.</param>
    /// <param name="now">The time; metadata may be over.</param>
    /// <param name="allowsLoopback">Whether an http address of this machine is taken: on a host that is itself reached by http.</param>
    public static Result<SamlSettings> Check(SamlSettingsInput input, string path, DateTimeOffset now, bool allowsLoopback = false)
    {
        var fromMetadata = Metadata(input, $"{path}.metadata", now);
        if (!fromMetadata.IsSuccess)
        {
            return fromMetadata.Error;
        }

        var filled = fromMetadata.Value;
        var faults = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Need(faults, $"{path}.entityId", IsText(filled.EntityId), "The entity id must have 1 to 500 characters, and no control characters.");
        Need(faults, $"{path}.ssoUrl", IsSsoUrl(filled.SsoUrl, allowsLoopback), "The single sign-on address must be an https address without user name and fragment.");
        Need(faults, $"{path}.emailAttribute", filled.EmailAttribute is null || IsText(filled.EmailAttribute), "The name must have 1 to 500 characters.");
        Need(faults, $"{path}.nameAttribute", filled.NameAttribute is null || IsText(filled.NameAttribute), "The name must have 1 to 500 characters.");
        var contexts = filled.StrongContexts ?? [];
        Need(faults, $"{path}.strongContexts", contexts.Count <= MaxContexts && contexts.All(IsText), "Up to 20 values of 1 to 500 characters are taken.");
        var certificates = Certificates(filled.Certificates ?? [], $"{path}.certificates", faults);
        return faults.Count == 0
            ? new SamlSettings(filled.EntityId!, filled.SsoUrl!, certificates, filled.EmailAttribute, filled.NameAttribute, contexts)
            : RequestErrors.Invalid(faults);
    }

    private static Result<SamlSettingsInput> Metadata(SamlSettingsInput input, string field, DateTimeOffset now)
    {
        if (input.Metadata is not { } text)
        {
            return input;
        }

        var read = IdpMetadata.Read(Encoding.UTF8.GetBytes(text), field, now);
        return read.IsSuccess
            ? input with
            {
                EntityId = input.EntityId ?? read.Value.EntityId,
                SsoUrl = input.SsoUrl ?? read.Value.SsoUrl,
                Certificates = input.Certificates ?? read.Value.Certificates,
            }
            : read.Error;
    }

    private static List<string> Certificates(IReadOnlyList<string> texts, string field, Dictionary<string, IReadOnlyList<string>> faults)
    {
        if (texts.Count is 0 or > MaxCertificates)
        {
            faults[field] = ["1 to 5 certificates are needed."];
            return [];
        }

        List<string> taken = [];
        for (var index = 0; index < texts.Count; index++)
        {
            if (SigningCertificates.FromPem(texts[index]) is { } pem)
            {
                taken.Add(pem);
            }
            else
            {
                faults[$"{field}[{index}]"] = ["It must be one certificate in PEM and nothing else: RSA of 2,048 bits or more, or P-256, P-384, P-521."];
            }
        }

        return [.. taken.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsText(string? text) => text is { Length: > 0 and <= MaxText } && !text.Any(char.IsControl) && text.Trim() == text;

    private static bool IsSsoUrl(string? text, bool allowsLoopback) =>
        text is { Length: <= MaxUrl }
        && !text.Any(c => c <= ' ' || c > '~')
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (allowsLoopback && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0
        && !text.Contains('#', StringComparison.Ordinal);

    private static void Need(Dictionary<string, IReadOnlyList<string>> faults, string field, bool holds, string fault)
    {
        if (!holds)
        {
            faults[field] = [fault];
        }
    }
}
