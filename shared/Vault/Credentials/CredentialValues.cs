using System.Text.Json;
using HiveFlow.Vault.Credentials.Types;

namespace HiveFlow.Vault.Credentials;

/// <summary>The fields of a credential, plain and (while it is open) secret.</summary>
/// <param name="Type">Its type, for defaults.</param>
/// <param name="Plain">An object.</param>
/// <param name="Secret">An object; without value where the secret is not open.</param>
internal sealed record CredentialValues(CredentialType Type, JsonElement Plain, JsonElement Secret)
{
    public JsonElement? Find(string name) => In(Secret, name) ?? In(Plain, name);

    /// <summary>The field's text, its default, or null.</summary>
    public string? Text(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => value,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => Type.Field(name)?.Default,
    };

    /// <inheritdoc/>
    public override string ToString() => Type.Name;

    private static JsonElement? In(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : null;
}
