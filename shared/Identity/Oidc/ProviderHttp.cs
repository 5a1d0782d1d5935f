using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.SignIn;
using HiveFlow.Outgoing;

namespace HiveFlow.Identity.Oidc;

/// <summary>
/// Calls to identity providers, through the guarded client: an organization's admin chooses their addresses, and a discovery document
/// the next ones. No redirects, 10 s, 512 KiB, JSON without repeated names.
/// </summary>
internal sealed class ProviderHttp(OutgoingClient client)
{
    private const long MaxBytes = 512 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>GET; the JSON of a success.</summary>
    /// <param name="owner">The organization's id, or a name of ours.</param>
    /// <param name="url">Where.</param>
    /// <param name="bearer">An access token to send; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="accept">The form of JSON that is asked for.</param>
    public Task<Result<JsonElement>> GetAsync(
        string owner, string url, string? bearer, CancellationToken cancellationToken, string accept = "application/json")
    {
        List<KeyValuePair<string, string>> headers = [new("Accept", accept), new("User-Agent", "HiveFlow")];
        if (bearer is not null)
        {
            headers.Add(new("Authorization", $"Bearer {bearer}"));
        }

        return SendAsync(new OutgoingRequest { Method = "GET", Url = url, Owner = owner, Headers = headers }, cancellationToken);
    }

    /// <summary>POST of a form; the JSON of a success.</summary>
    public async Task<Result<JsonElement>> PostAsync(
        string owner, string url, IEnumerable<KeyValuePair<string, string>> form, string? authorization, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        List<KeyValuePair<string, string>> headers =
        [
            new("Accept", "application/json"),
            new("Content-Type", "application/x-www-form-urlencoded"),
            new("User-Agent", "HiveFlow"),
        ];
        if (authorization is not null)
        {
            headers.Add(new("Authorization", authorization));
        }

        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        return await SendAsync(new OutgoingRequest { Method = "POST", Url = url, Owner = owner, Headers = headers, Body = body }, cancellationToken);
    }

    /// <summary>A client's name and secret as HTTP Basic carries them: each form-encoded first (RFC 6749 2.3.1).</summary>
    public static string Basic(string id, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}"));

    private async Task<Result<JsonElement>> SendAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        var answered = await client.SendAsync(request with { Timeout = Limit, MaxResponseBytes = MaxBytes }, cancellationToken);
        if (!answered.IsSuccess)
        {
            return SignInErrors.ProviderAway(answered.Error.Message);
        }

        var (status, body) = (answered.Value.Status, answered.Value.Body);
        if (status is not (>= 200 and < 300))
        {
            return status is 400 or 401 or 403
                ? SignInErrors.ProviderAnswer($"it refused our request with HTTP {status}")
                : SignInErrors.ProviderAway($"it answered HTTP {status}.");
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return SignInErrors.ProviderAnswer("it is no JSON");
        }
    }
}
