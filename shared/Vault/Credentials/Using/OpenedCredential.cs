using System.Text.Json;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Vault.Credentials.Types;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Vault.Credentials.Using;

/// <summary>
/// A credential open for one step. Gone when disposed; whoever opens it through a step leaves that to the step. Never to be kept, logged or
/// put into an output.
/// </summary>
public sealed class OpenedCredential : IDisposable
{
    private readonly OpenedSecret? secret;
    private readonly JsonDocument? document;
    private readonly CredentialValues values;

    internal OpenedCredential(Credential credential, CredentialType type, OpenedSecret? secret)
    {
        this.secret = secret;
        document = secret is null ? null : JsonDocument.Parse(secret.Bytes);
        values = new CredentialValues(type, credential.Fields, document?.RootElement ?? default);
        Id = credential.Id;
        Name = credential.Name;
        Type = type.Name;
        Hosts = HostBinding.Of(credential.Hosts);
        ForHttp = type.Headers is null ? null : new OutgoingCredential([.. type.Headers(values)], Hosts);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Its name, for sentences.</summary>
    public string Name { get; }

    /// <summary>The name of its type, such as <c>openai</c>.</summary>
    public string Type { get; }

    /// <summary>Where it may be sent. <see cref="ForHttp"/> brings this along; whatever else connects with it has to ask here first.</summary>
    public HostBinding Hosts { get; }

    /// <summary>How it goes with an HTTP request (<c>OutgoingRequest.Credential</c>); null for a type that is not sent in HTTP headers.</summary>
    public OutgoingCredential? ForHttp { get; }

    /// <summary>A field's text, plain or secret, or its default; null when there is none.</summary>
    /// <exception cref="ObjectDisposedException">The step is over.</exception>
    public string? Text(string field) => values.Text(field);

    /// <summary>A field of type <c>json</c>; only for the life of the step.</summary>
    /// <exception cref="ObjectDisposedException">The step is over.</exception>
    public JsonElement? Json(string field) => values.Find(field);

    /// <summary>Finds every secret of it, in all forms.</summary>
    public SecretMask Mask()
    {
        List<string> texts = [];
        if (document is not null)
        {
            Collect(document.RootElement, texts);
        }

        if (ForHttp is { } http)
        {
            // What is made of the secret, such as user name and password together; a plain header of the type is no secret.
            texts.AddRange(http.Headers.Where(h => texts.Exists(t => h.Value.Contains(t, StringComparison.Ordinal)) || Type == "basic").Select(h => h.Value));
        }

        return SecretMask.Of([.. texts, .. texts.Where(t => t.Contains(' ', StringComparison.Ordinal)).Select(t => t[(t.IndexOf(' ', StringComparison.Ordinal) + 1)..])]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        document?.Dispose();
        secret?.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => "***";

    private static void Collect(JsonElement value, List<string> texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Collect(property.Value, texts);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item, texts);
                }

                break;
            case JsonValueKind.String:
                texts.Add(value.GetString()!);
                break;
            case JsonValueKind.Number:
                texts.Add(value.GetRawText());
                break;
            default:
                break;
        }
    }
}
