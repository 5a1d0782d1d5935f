using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Mcp.Calling;
using HiveFlow.Mcp.Servers;
using HiveFlow.Outgoing;
using HiveFlow.Sandbox;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mcp.Tests;

/// <summary>MCP servers on a real store, real credentials and the real outgoing client; roles are what a test says.</summary>
internal sealed class McpFixture : IAsyncDisposable
{
    public const string Canary = "canary-token-0123456789";

    public static readonly AuditActor Actor = new() { Name = "ada@example.com", UserId = "ada" };

    private readonly ServiceProvider services;

    public McpFixture(IReadOnlyList<string>? allow = null, McpOptions? options = null, SandboxEndpoint? sandbox = null)
    {
        var key = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => Store!.Documents)
            .AddSingleton<MemberRole>((_, user, _) => ValueTask.FromResult(Roles.GetValueOrDefault(user)))
            .AddSingleton(Options.Create(new OutgoingOptions { Allow = allow ?? [] }))
            .AddSingleton(Options.Create(new VaultOptions { Keys = new Dictionary<string, Secret> { ["k1"] = key }, CurrentKey = "k1" }))
            .AddSingleton(Options.Create(options ?? new McpOptions()))
            .AddAudit().AddOutgoing().AddSandbox().AddCredentials().AddMcp()
            .BuildServiceProvider();
        if (sandbox is not null)
        {
            services.GetRequiredService<SandboxSource>().UseLocal(Task.FromResult<Result<SandboxEndpoint>>(sandbox));
        }

        Store = new FreshStore.FreshStore([.. services.GetServices<ICollectionDefinition>()]);
    }

    public FreshStore.FreshStore Store { get; }

    public ConcurrentDictionary<string, string> Roles { get; } = new() { ["ada"] = "member", ["bob"] = "member" };

    public McpServerRegistry Registry => services.GetRequiredService<McpServerRegistry>();

    public McpServerTester Tester => services.GetRequiredService<McpServerTester>();

    public McpTools Tools => services.GetRequiredService<McpTools>();

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    public async Task<McpServerView> RegisterAsync(McpServerDraft draft, Tenant? tenant = null)
    {
        var made = await Registry.CreateAsync(tenant ?? Store.Tenant, "ada", draft, Actor, static _ => [], default);
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value;
    }

    public async Task<Error> RefusedAsync(McpServerDraft draft, string user = "ada") =>
        (await Registry.CreateAsync(Store.Tenant, user, draft, Actor, static _ => [], default)).Error ?? throw new InvalidOperationException("It was taken.");

    /// <summary>A credential of Ada's alone for that address.</summary>
    public async Task<string> CredentialAsync(string host)
    {
        var made = await services.GetRequiredService<CredentialRegistry>().CreateAsync(
            new CredentialUser(Store.Tenant, "ada", "member"),
            new CredentialDraft("Key", "bearer", Hosts: [host], Data: Json($$"""{"token":"{{Canary}}"}""")),
            Actor,
            default);
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value.Id;
    }

    public async Task<Result<IReadOnlyList<McpTool>>> ListAsync(string server, string? actsFor = "ada")
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        return await Tools.ListAsync(Store.Tenant, actsFor, server, bound.Token);
    }

    public async Task<Result<McpToolResult>> CallAsync(string server, string tool, string arguments = "{}", string? actsFor = "ada", TimeSpan? timeout = null)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var call = new McpCall(Store.Tenant, actsFor, server, tool, Json(arguments)) { IdempotencyKey = "run/node/0", Timeout = timeout };
        return await Tools.CallAsync(call, bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Store.DisposeAsync();
    }
}
