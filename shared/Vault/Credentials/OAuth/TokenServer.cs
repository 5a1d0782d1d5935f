using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Vault.Credentials.OAuth;

/// <summary>Asks a credential's token server, through the guarded client: the address is a user's choice.</summary>
internal sealed class TokenServer(OutgoingClient client)
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public async Task<Result<TokenAnswer>> AskAsync(
        Tenant tenant, CredentialValues values, IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        var url = values.Text("tokenUrl")!;
        var (id, secret) = (values.Text("clientId")!, values.Text("clientSecret"));
        List<KeyValuePair<string, string>> form = [.. grant];
        List<KeyValuePair<string, string>> headers = [];
        if (secret is not null && values.Text("clientAuthentication") != "body")
        {
            // RFC 6749, section 2.3.1: both are form-encoded before they become a user name and a password.
            var pair = Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}");
            headers.Add(new("Authorization", "Basic " + Convert.ToBase64String(pair)));
        }
        else
        {
            form.Add(new("client_id", id));
            if (secret is not null)
            {
                form.Add(new("client_secret", secret));
            }
        }

        var body = Encoding.ASCII.GetBytes(string.Join('&', form.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}")));
        try
        {
            var answered = await client.SendAsync(
                new OutgoingRequest
                {
                    Method = "POST",
                    Url = url,
                    Owner = tenant.Key,
                    Headers = [new("Content-Type", "application/x-www-form-urlencoded"), new("Accept", "application/json")],
                    Credential = new OutgoingCredential(headers, HostOf(url)),
                    Body = body,
                    HasSecretBody = true,
                    Timeout = Timeout,
                    MaxResponseBytes = MaxAnswer,
                },
                cancellationToken);
            return answered.IsSuccess ? TokenAnswer.Of(answered.Value.Status, answered.Value.Body) : answered.Error;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body);
        }
    }

    private static HostBinding HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? HostBinding.Of([$"{address.IdnHost}:{address.Port}"]) : HostBinding.Nowhere;
}
