using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.Oidc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sso;

/// <summary>
/// Asks the operator's resolver for TXT records by DNS over HTTPS in JSON (RFC 8484's resolvers speak it beside the wire form):
/// encrypted and authenticated up to the resolver, and through the same client as every other call out.
/// </summary>
internal sealed class DomainRecords(ProviderHttp http, IOptions<SsoOptions> options)
{
    private const int TxtType = 16;
    private const int Found = 0;
    private const int NoSuchName = 3;
    private const int MaxRecords = 100;
    private readonly string url = options.Value.DnsUrl;

    /// <summary>The texts at a name, none when there is no such name. A failure when nobody can say.</summary>
    public async Task<Result<IReadOnlyList<string>>> TextsAsync(string owner, string name, CancellationToken cancellationToken)
    {
        var query = QueryHelpers.AddQueryString(url, new Dictionary<string, string?> { ["name"] = name, ["type"] = "TXT" });
        var answered = await http.GetAsync(owner, query, bearer: null, cancellationToken, "application/dns-json");
        if (!answered.IsSuccess)
        {
            return SsoErrors.DnsAway();
        }

        var answer = answered.Value;
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("Status", out var status) || !status.TryGetInt32(out var code) || code is not (Found or NoSuchName))
        {
            return SsoErrors.DnsAway();
        }

        if (!answer.TryGetProperty("Answer", out var records) || records.ValueKind != JsonValueKind.Array)
        {
            return Array.Empty<string>();
        }

        return records.EnumerateArray().Take(MaxRecords)
            .Where(r => r.ValueKind == JsonValueKind.Object && r.TryGetProperty("type", out var type) && type.TryGetInt32(out var number) && number == TxtType)
            .Select(r => Claims.Text(r, "data"))
            .OfType<string>()
            .Select(Unquoted)
            .ToArray();
    }

    // A record is one or more strings, which some resolvers show in quotes; ours fits into one.
    private static string Unquoted(string data) => data is ['"', .. var inner, '"'] ? inner.Replace("\" \"", string.Empty, StringComparison.Ordinal) : data;
}
