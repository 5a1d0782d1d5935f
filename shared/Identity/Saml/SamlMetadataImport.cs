using HiveFlow.Errors;
using HiveFlow.Outgoing;

namespace HiveFlow.Identity.Saml;

/// <summary>Fetches an identity provider's metadata from an address that an admin names, by the guarded client.</summary>
public sealed class SamlMetadataImport
{
    private const int MaxRedirects = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly OutgoingClient client;
    private readonly TimeProvider clock;

    internal SamlMetadataImport(OutgoingClient client, TimeProvider clock)
    {
        this.client = client;
        this.clock = clock;
    }

    /// <summary>
    /// What it says, as settings that an admin looks at before saving them: what is pinned is what was read then, and is never
    /// fetched again by itself.
    /// </summary>
    /// <param name="url">https.</param>
    /// <param name="owner">The organization's id; calls are limited by it.</param>
    /// <param name="field">The field of the request that faults are told under.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<SamlSettingsInput>> FetchAsync(string url, string owner, string field, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return SamlErrors.Metadata(field, "must come from an https address");
        }

        var sent = await client.SendAsync(
            new OutgoingRequest
            {
                Method = "GET",
                Url = url,
                Owner = owner,
                Headers = [new("Accept", "application/samlmetadata+xml, application/xml, text/xml")],
                Timeout = Timeout,
                MaxRedirects = MaxRedirects,
                MaxResponseBytes = StrictXml.MaxBytes,
            },
            cancellationToken);
        if (!sent.IsSuccess)
        {
            return sent.Error;
        }

        if (sent.Value.Url.Scheme != Uri.UriSchemeHttps)
        {
            return SamlErrors.Metadata(field, "was redirected to an address without TLS");
        }

        if (sent.Value.Status != 200)
        {
            return SamlErrors.Metadata(field, $"could not be fetched: the address answered {sent.Value.Status}");
        }

        return Read(sent.Value.Body.Span, field);
    }

    /// <summary>As <see cref="FetchAsync"/>, of a text that was pasted.</summary>
    public Result<SamlSettingsInput> Read(ReadOnlySpan<byte> utf8, string field)
    {
        var read = IdpMetadata.Read(utf8, field, clock.GetUtcNow());
        return read.IsSuccess
            ? new SamlSettingsInput(read.Value.EntityId, read.Value.SsoUrl, read.Value.Certificates)
            : read.Error;
    }
}
