using System.Text;

namespace HiveFlow.Vault.Credentials.Types;

/// <summary>The types there are.</summary>
public static class CredentialTypes
{
    /// <summary>The name of OAuth 2.0 credentials.</summary>
    internal const string OAuth2 = "oauth2";

    /// <summary>All, generic ones first.</summary>
    public static readonly IReadOnlyList<CredentialType> All = [.. Generic(), .. Models(), .. Servers()];

    private static readonly Dictionary<string, CredentialType> ByName = All.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The type of that name, or null.</summary>
    public static CredentialType? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    private static IEnumerable<CredentialType> Generic()
    {
        yield return new CredentialType
        {
            Name = "apiKey",
            Title = "API key in a header",
            Description = "A key that is sent in a header of its own.",
            NeedsHosts = true,
            Fields =
            [
                Secret("apiKey", "The key."),
                new("header", "The header's name.") { Form = FieldForm.HeaderName, Default = "X-Api-Key", MaxLength = 100 },
                new("prefix", "What stands ahead of the key, such as 'Token '.") { MaxLength = 50 },
                TestUrl(),
            ],
            Headers = v => [new(v.Text("header")!, (v.Text("prefix") ?? string.Empty) + v.Text("apiKey"))],
        };
        yield return new CredentialType
        {
            Name = "bearer",
            Title = "Bearer token",
            Description = "A token that is sent as Authorization: Bearer (RFC 6750).",
            NeedsHosts = true,
            Fields = [Secret("token", "The token.") with { MaxLength = 8_000 }, TestUrl()],
            Headers = v => [new("Authorization", "Bearer " + v.Text("token"))],
        };
        yield return new CredentialType
        {
            Name = "basic",
            Title = "User name and password",
            Description = "Basic authentication (RFC 7617).",
            NeedsHosts = true,
            Fields =
            [
                new("username", "The user name; no colon.") { IsRequired = true, MaxLength = 200, Form = FieldForm.HeaderValue },
                new("password", "The password.") { IsSecret = true, IsRequired = true },
                TestUrl(),
            ],
            Headers = v => [new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{v.Text("username")}:{v.Text("password")}")))],
        };
        yield return new CredentialType
        {
            Name = "header",
            Title = "Secret header",
            Description = "Any header whose value is a secret.",
            NeedsHosts = true,
            Fields =
            [
                new("name", "The header's name.") { Form = FieldForm.HeaderName, IsRequired = true, MaxLength = 100 },
                Secret("value", "The header's value.") with { MaxLength = 8_000 },
                TestUrl(),
            ],
            Headers = v => [new(v.Text("name")!, v.Text("value")!)],
        };
        yield return OAuth();
        yield return Signing();
        yield return new CredentialType
        {
            Name = "json",
            Title = "JSON",
            Description = "Any secret data as one JSON object, for nodes that take it.",
            NeedsHosts = true,
            Fields = [new("value", "The data.") { Form = FieldForm.Json, IsSecret = true, IsRequired = true, MaxLength = 64 * 1024 }],
        };
    }

    private static CredentialType Signing() => new()
    {
        Name = "signing",
        Title = "Signing secret",
        Description = "A secret that messages are signed with (HMAC), for webhookOut and crypto nodes; it is never sent itself.",
        NeedsHosts = true,
        Fields =
        [
            new("secret", "The secret; one that begins with whsec_ is read as Standard Webhooks says.") { IsSecret = true, IsRequired = true },
            new("encoding", "How the secret stands for bytes.") { Choices = ["text", "base64", "hex"], Default = "text" },
        ],
    };

    private static CredentialType OAuth() => new()
    {
        Name = OAuth2,
        Title = "OAuth 2.0",
        Description = "Tokens of an authorization server (RFC 6749): by a person's consent with PKCE (RFC 7636), or by client credentials.",
        NeedsHosts = true,
        Fields =
        [
            new("grantType", "How tokens are got.") { Choices = ["authorizationCode", "clientCredentials"], IsRequired = true },
            new("authorizationUrl", "Where the person consents; for authorizationCode.") { Form = FieldForm.Url },
            new("tokenUrl", "Where tokens are given out.") { Form = FieldForm.Url, IsRequired = true, LeadsSomewhere = true },
            new("clientId", "The client's id.") { IsRequired = true, MaxLength = 500, Form = FieldForm.HeaderValue },
            new("clientSecret", "The client's secret; none for public clients.") { IsSecret = true },
            new("scope", "Scopes, separated by spaces.") { MaxLength = 2_000 },
            new("audience", "Whom the tokens are for, where the server asks.") { MaxLength = 500 },
            new("clientAuthentication", "How the client's secret is sent to the token server.") { Choices = ["basic", "body"], Default = "basic" },
        ],
        Headers = v => v.Text(OAuthFields.AccessToken) is { } token ? [new("Authorization", "Bearer " + token)] : [],
    };

    private static IEnumerable<CredentialType> Models()
    {
        yield return new CredentialType
        {
            Name = "openai",
            Title = "OpenAI",
            Description = "A key of the OpenAI API.",
            Fields =
            [
                Secret("apiKey", "The key, sk-…"),
                new("organization", "An organization's id.") { Form = FieldForm.HeaderValue, MaxLength = 100 },
                new("project", "A project's id.") { Form = FieldForm.HeaderValue, MaxLength = 100 },
            ],
            DefaultHosts = _ => ["api.openai.com"],
            Headers = v => Present(("Authorization", "Bearer " + v.Text("apiKey")), ("OpenAI-Organization", v.Text("organization")), ("OpenAI-Project", v.Text("project"))),
        };
        yield return new CredentialType
        {
            Name = "anthropic",
            Title = "Anthropic",
            Description = "A key of the Anthropic API.",
            Fields = [Secret("apiKey", "The key, sk-ant-…")],
            DefaultHosts = _ => ["api.anthropic.com"],
            Headers = v => [new("x-api-key", v.Text("apiKey")!)],
        };
        yield return new CredentialType
        {
            Name = "google",
            Title = "Google Gemini",
            Description = "A key of the Gemini API.",
            Fields = [Secret("apiKey", "The key.")],
            DefaultHosts = _ => ["generativelanguage.googleapis.com"],
            Headers = v => [new("x-goog-api-key", v.Text("apiKey")!)],
        };
        yield return new CredentialType
        {
            Name = "azureOpenAi",
            Title = "Azure OpenAI",
            Description = "A key of an Azure OpenAI resource.",
            Fields =
            [
                new("endpoint", "The resource's address, https://….openai.azure.com") { Form = FieldForm.Url, IsRequired = true, LeadsSomewhere = true },
                Secret("apiKey", "The key."),
                new("apiVersion", "The API's version.") { Default = "2024-10-21", MaxLength = 50, Form = FieldForm.HeaderValue },
            ],
            DefaultHosts = v => HostOf(v.Text("endpoint")),
            Headers = v => [new("api-key", v.Text("apiKey")!)],
        };
        yield return new CredentialType
        {
            Name = "openAiCompatible",
            Title = "OpenAI-compatible server",
            Description = "A server that speaks the OpenAI API, such as Ollama or vLLM.",
            Fields =
            [
                new("baseUrl", "The address ahead of /chat/completions, mostly ending in /v1.") { Form = FieldForm.Url, IsRequired = true, LeadsSomewhere = true },
                Secret("apiKey", "The key, where the server asks for one.") with { IsRequired = false },
            ],
            DefaultHosts = v => HostOf(v.Text("baseUrl")),
            Headers = v => Present(("Authorization", v.Text("apiKey") is { } key ? "Bearer " + key : null)),
        };
    }

    private static IEnumerable<CredentialType> Servers()
    {
        yield return new CredentialType
        {
            Name = "smtp",
            Title = "SMTP",
            Description = "An account at a mail server.",
            Fields =
            [
                new("host", "The server.") { Form = FieldForm.Host, IsRequired = true, MaxLength = 253, LeadsSomewhere = true },
                new("port", "Its port.") { Form = FieldForm.Port, Default = "587", LeadsSomewhere = true },
                new("security", "TLS from the first byte, or STARTTLS.") { Choices = ["tls", "starttls"], Default = "starttls", LeadsSomewhere = true },
                new("username", "The user name.") { MaxLength = 254, IsRequired = true },
                new("password", "The password.") { IsSecret = true, IsRequired = true },
                new("from", "The address that mails are sent from.") { MaxLength = 254 },
            ],
            DefaultHosts = v => [$"{v.Text("host")}:{v.Text("port")}"],
        };
        yield return new CredentialType
        {
            Name = "s3",
            Title = "S3",
            Description = "An access key of Amazon S3 or a server that speaks its API.",
            Fields =
            [
                new("region", "The region.") { Default = "us-east-1", MaxLength = 50, Form = FieldForm.Host, LeadsSomewhere = true },
                new("endpoint", "The server's address, when it is not Amazon's.") { Form = FieldForm.Url, LeadsSomewhere = true },
                new("bucket", "The bucket.") { MaxLength = 63, IsRequired = true, Form = FieldForm.Host, LeadsSomewhere = true },
                new("accessKeyId", "The access key's id.") { IsRequired = true, MaxLength = 128, Form = FieldForm.HeaderValue },
                new("secretAccessKey", "The access key.") { IsSecret = true, IsRequired = true, MaxLength = 200 },
            ],
            DefaultHosts = v => v.Text("endpoint") is { } endpoint
                ? HostOf(endpoint)
                : [$"s3.{v.Text("region")}.amazonaws.com", $"*.s3.{v.Text("region")}.amazonaws.com"],
        };
        yield return MongoDb();
        yield return new CredentialType
        {
            Name = "mcp",
            Title = "MCP server",
            Description = "A Model Context Protocol server by Streamable HTTP.",
            Fields =
            [
                new("url", "The server's address.") { Form = FieldForm.Url, IsRequired = true, LeadsSomewhere = true },
                Secret("token", "A bearer token, where the server asks for one.") with { IsRequired = false, MaxLength = 8_000 },
            ],
            DefaultHosts = v => HostOf(v.Text("url")),
            Headers = v => Present(("Authorization", v.Text("token") is { } token ? "Bearer " + token : null)),
        };
    }

    private static CredentialType MongoDb() => new()
    {
        Name = "mongodb",
        Title = "MongoDB",
        Description = "An account at a MongoDB, for database nodes; give it the rights it needs and no more.",
        Fields =
        [
            new("servers", "The servers, host or host:port, separated by commas.") { IsRequired = true, MaxLength = 2_000, LeadsSomewhere = true },
            new("replicaSet", "The replica set's name; none talks to the one server alone.") { MaxLength = 100 },
            new("database", "The database.") { IsRequired = true, MaxLength = 63 },
            new("username", "The user name.") { IsRequired = true, MaxLength = 200 },
            new("password", "The password.") { IsSecret = true, IsRequired = true },
            new("authSource", "The database that holds the account.") { MaxLength = 63, Default = "admin" },
            new("tls", "Whether connections are encrypted; off is for servers alone that the operator lists.") { Choices = ["on", "off"], Default = "on", LeadsSomewhere = true },
        ],
        DefaultHosts = v => (v.Text("servers") ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(server => server.Contains(':', StringComparison.Ordinal) ? server : server + ":27017"),
    };

    private static CredentialField Secret(string name, string description) =>
        new(name, description) { IsSecret = true, IsRequired = true, Form = FieldForm.HeaderValue };

    private static CredentialField TestUrl() => new("testUrl", "An address that answers 2xx to a GET with the credential; for the test only.") { Form = FieldForm.Url };

    private static IEnumerable<string> HostOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) ? [url.Port == 443 ? url.IdnHost : $"{url.IdnHost}:{url.Port}"] : [];

    private static IEnumerable<KeyValuePair<string, string>> Present(params IEnumerable<(string Name, string? Value)> headers) =>
        headers.Where(h => h.Value is not null).Select(h => new KeyValuePair<string, string>(h.Name, h.Value!));
}
