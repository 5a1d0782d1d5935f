using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.ModelServer;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests;

/// <summary>A host, and people who registered with it; shared by the tests of a class.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string Password = "a quiet river at night";

    /// <summary>An address that the configuration names as an operator's; nobody registers it but who needs one.</summary>
    public const string OperatorEmail = "operator@example.com";

    private readonly ConcurrentDictionary<(string Person, string Permissions), Lazy<Task<string>>> keys = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Person>>> people = new(StringComparer.Ordinal);
    private readonly TimeProvider? clock;
    private readonly IReadOnlyDictionary<string, string?>? settings;
    private readonly Action<IServiceCollection>? services;
    private TestHost? host;
    private int registered;

    /// <summary>With the real clock.</summary>
    public ApiHost()
    {
    }

    private ApiHost(TimeProvider? clock, IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        this.clock = clock;
        this.settings = settings;
        this.services = services;
    }

    public HttpClient Client => Host.Client;

    public TestHost Host => host ?? throw new InvalidOperationException("The host has not started.");

    /// <summary>A person with a session.</summary>
    public Person Ada { get; private set; } = null!;

    /// <summary>A stranger to Ada, with a session.</summary>
    public Person Eve { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>
    /// A host of a test's own with a clock that the test moves (null: the real one), settings beside the usual ones, and services that win over
    /// the product's.
    /// </summary>
    public static async Task<ApiHost> StartAsync(
        TimeProvider? clock, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var api = new ApiHost(clock, settings, services);
        await api.InitializeAsync();
        return api;
    }

    /// <summary>The provider of models, which the operator has a key for.</summary>
    public LocalModels Models { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Models = await LocalModels.StartAsync();
        host = await TestHost.StartAsync(new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["HiveFlow:PublicUrl"] = "http://localhost:3001",
            ["HiveFlow:Cors:Origins:0"] = "https://app.example.com",
            ["HiveFlow:Mail:PrintToConsole"] = "false",
            ["HiveFlow:Operators:0"] = OperatorEmail,
            ["HiveFlow:Outgoing:Allow:0"] = Models.Authority,
            ["HiveFlow:Billing:ApiBase"] = Models.Url,
            ["HiveFlow:LlmProxy:AnthropicKey"] = "sk-operator-anthropic",
            ["HiveFlow:LlmProxy:AnthropicUrl"] = Models.Url,
            ["HiveFlow:LlmProxy:OpenAiKey"] = "sk-operator-openai",
            ["HiveFlow:LlmProxy:OpenAiUrl"] = $"{Models.Url}/v1",
            ["HiveFlow:LlmProxy:Models:house-model:Provider"] = "openAiCompatible",
            ["HiveFlow:LlmProxy:Models:house-model:Model"] = "gpt-house",
        }, clock, services, compose: GateWalk.StopBehindTheGate);
        Ada = await RegisterAsync("ada@example.com", "Ada");
        Eve = await RegisterAsync("eve@example.com", "Eve");
        if (clock is null)
        {
            // However long it takes until the last test that shares this host.
            await Crew.StayFreshAsync(this, Ada);
            await Crew.StayFreshAsync(this, Eve);
        }
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
            await Models.DisposeAsync();
        }
    }

    /// <summary>Registers somebody, each from an address of their own: one address may register so many only. Confirms by the mail that came.</summary>
    public async Task<Person> RegisterAsync(string email, string name)
    {
        var number = Interlocked.Increment(ref registered);
        var address = new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        var started = await Get<AccountRegistry>().RegisterAsync(email, Password, name, address, CancellationToken.None);
        return started.IsSuccess
            ? await ConfirmAsync(new JsonObject { ["challenge"] = started.Value.Challenge }, email)
            : throw new InvalidOperationException($"{email} was not registered: {started.Error}");
    }

    /// <summary>The one person of that name, for tests that count what an organization has: in Ada's, what others began may still be ending.</summary>
    public Task<Person> SomebodyAsync(string name) =>
        people.GetOrAdd(name, _ => new Lazy<Task<Person>>(() => RegisterAsync($"{name}@example.com", name))).Value;

    /// <summary>Answers a challenge with the code in the newest mail.</summary>
    public async Task<Person> ConfirmAsync(JsonNode started, string email)
    {
        var challenge = started["challenge"]!.GetValue<string>();
        var verified = await ReadAsync(
            await Client.PostAsJsonAsync("api/auth/otp/verify", new { challenge, code = CodeFor(email), method = "email" }), HttpStatusCode.OK);
        return new Person(email, verified["token"]!.GetValue<string>());
    }

    /// <summary>Another session of somebody.</summary>
    public async Task<Person> LogInAsync(string email)
    {
        using var login = await Client.PostAsJsonAsync("/api/auth/login", new { email, password = Password });
        return await ConfirmAsync(await ReadAsync(login, HttpStatusCode.OK), email);
    }

    /// <summary>Somebody as functions see them.</summary>
    public async Task<Caller> CallerAsync(Person person) =>
        (await Get<Authenticator>().AuthenticateAsync(person.Token, null, null, default)).Value ?? throw new InvalidOperationException("No session.");

    /// <summary>An API key of somebody.</summary>
    public async Task<(string Id, string Key)> NewKeyAsync(Person person, params string[] permissions)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/auth/api-keys");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        request.Content = JsonContent.Create(new { name = "key", permissions, expiresIn = "30d", description = "for a test" });
        var made = await ReadAsync(await Client.SendAsync(request), HttpStatusCode.Created);
        return (made["apiKey"]!["id"]!.GetValue<string>(), made["apiKey"]!["key"]!.GetValue<string>());
    }

    /// <summary>The one key of somebody with those scopes, for whoever needs no key of their own: a person may have only so many.</summary>
    public Task<string> KeyAsync(Person person, params string[] permissions) =>
        keys.GetOrAdd((person.Token, string.Join(' ', permissions)), _ => new Lazy<Task<string>>(async () => (await NewKeyAsync(person, permissions)).Key)).Value;

    /// <summary>Sends a request with a bearer credential, or none.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? credential = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (credential is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The body, after a look at the status.</summary>
    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        ArgumentNullException.ThrowIfNull(response);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        return JsonNode.Parse(text)!;
    }

    public string CodeFor(string email) => Mails.CodeFor(Host.DataFolder, email);

    /// <summary>Somebody with a session.</summary>
    public sealed record Person(string Email, string Token);
}
