using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Vault.Credentials.Testing;

/// <summary>The one cheap call that shows whether a credential is taken.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Url">Where.</param>
/// <param name="Headers">Besides the credential's own.</param>
/// <param name="Body">Null for none.</param>
internal sealed record TestRequest(string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body = null)
{
    private const string McpInitialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"hiveflow","version":"1"}}}""";

    /// <summary>Null for a type that HTTP can't test.</summary>
    public static TestRequest? Of(OpenedCredential credential, DateTimeOffset now) => credential.Type switch
    {
        "openai" => Get("https://api.openai.com/v1/models"),
        "anthropic" => Get("https://api.anthropic.com/v1/models?limit=1", new KeyValuePair<string, string>("anthropic-version", "2023-06-01")),
        "google" => Get("https://generativelanguage.googleapis.com/v1beta/models?pageSize=1"),
        "azureOpenAi" => Get($"{credential.Text("endpoint")!.TrimEnd('/')}/openai/models?api-version={Uri.EscapeDataString(credential.Text("apiVersion")!)}"),
        "openAiCompatible" => Get($"{credential.Text("baseUrl")!.TrimEnd('/')}/models"),
        "mcp" => new TestRequest(
            "POST",
            credential.Text("url")!,
            [new("Content-Type", "application/json"), new("Accept", "application/json, text/event-stream")],
            McpInitialize),
        "s3" => S3(credential, now),
        "apiKey" or "bearer" or "basic" or "header" => credential.Text("testUrl") is { } url ? Get(url) : Root(credential),
        _ => null,
    };

    private static TestRequest Get(string url, params IReadOnlyList<KeyValuePair<string, string>> headers) => new("GET", url, [new("Accept", "application/json"), .. headers]);

    private static TestRequest? Root(OpenedCredential credential) =>
        credential.Hosts.Places.FirstOrDefault(p => !p.IsSuffix) is { } place ? Get($"https://{place}/") : null;

    /// <summary>A list of at most one object, signed by AWS Signature Version 4 (path style).</summary>
    private static TestRequest S3(OpenedCredential credential, DateTimeOffset now)
    {
        const string query = "list-type=2&max-keys=1";
        var region = credential.Text("region")!;
        var address = new Uri(credential.Text("endpoint") ?? $"https://s3.{region}.amazonaws.com");
        var path = $"{address.AbsolutePath.TrimEnd('/')}/{Uri.EscapeDataString(credential.Text("bucket")!)}";
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{region}/s3/aws4_request";
        var empty = Hex(SHA256.HashData([]));
        var canonical = $"GET\n{path}\n{query}\nhost:{address.Authority}\nx-amz-content-sha256:{empty}\nx-amz-date:{stamp}\n\nhost;x-amz-content-sha256;x-amz-date\n{empty}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + credential.Text("secretAccessKey"));
        foreach (var part in (string[])[stamp[..8], region, "s3", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return Get(
            $"{address.GetLeftPart(UriPartial.Authority)}{path}?{query}",
            new KeyValuePair<string, string>("x-amz-content-sha256", empty),
            new KeyValuePair<string, string>("x-amz-date", stamp),
            new KeyValuePair<string, string>(
                "Authorization",
                $"AWS4-HMAC-SHA256 Credential={credential.Text("accessKeyId")}/{scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}"));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
