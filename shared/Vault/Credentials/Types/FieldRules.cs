using System.Buffers;
using System.Text.Json;
using HiveFlow.Outgoing.Credentials;

namespace HiveFlow.Vault.Credentials.Types;

/// <summary>Checks a field's value. No sentence repeats the value: it may be a secret.</summary>
internal static class FieldRules
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly HashSet<string> NotOurs = new(
        ["host", "content-length", "content-type", "connection", "transfer-encoding", "te", "trailer", "upgrade", "expect", "accept-encoding", "idempotency-key"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong, to be read after the field's name; null when nothing is.</summary>
    public static string? Fault(CredentialField field, JsonElement value) => field.Form switch
    {
        FieldForm.Json => value.ValueKind != JsonValueKind.Object ? "must be a JSON object"
            : value.GetRawText().Length > field.MaxLength ? $"has at most {field.MaxLength} characters" : null,
        FieldForm.Port => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is >= 1 and <= 65535
            ? null
            : "must be a number from 1 to 65535",
        _ => value.ValueKind == JsonValueKind.String ? TextFault(field, value.GetString()!) : "must be a text",
    };

    private static string? TextFault(CredentialField field, string text)
    {
        if (text.Length > field.MaxLength)
        {
            return $"has at most {field.MaxLength} characters";
        }

        if (text.Length == 0)
        {
            return field.IsRequired ? "must not be empty" : null;
        }

        if (field.Choices.Count > 0 && !field.Choices.Contains(text))
        {
            return $"must be one of {string.Join(", ", field.Choices)}";
        }

        return field.Form switch
        {
            FieldForm.HeaderValue => text.AsSpan().ContainsAnyExceptInRange(' ', '~') || text.Trim().Length != text.Length
                ? "must be printable ASCII without a space at its ends: it is sent in a header"
                : null,
            FieldForm.HeaderName => text.AsSpan().ContainsAnyExcept(Token) || NotOurs.Contains(text) ? "must be the name of a header that can be chosen" : null,
            FieldForm.Url => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Fragment.Length == 0
                ? null
                : "must be an https address without user name and fragment",
            FieldForm.Host => BoundHost.TryParse(text, out var host) && !host!.IsSuffix && !text.Contains(':', StringComparison.Ordinal) ? null : "must be a host name",
            _ => text.Contains('\0', StringComparison.Ordinal) ? "must not hold a NUL character" : null,
        };
    }
}
