using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Vault.Tests.Credentials;

/// <summary>Credentials on a real store and the real outgoing client; roles are what a test says.</summary>
internal sealed class CredentialFixture : IAsyncDisposable
{
    public static readonly AuditActor Actor = new() { Name = "ada@example.com", UserId = "ada" };

    private readonly ServiceProvider services;

    public CredentialFixture(IReadOnlyList<string>? allow = null, Dictionary<string, Secret>? keys = null, string? current = null)
    {
        keys ??= new Dictionary<string, Secret> { ["k1"] = NewKey() };
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => Store!.Documents)
            .AddSingleton<MemberRole>((_, user, _) => ValueTask.FromResult(Roles.GetValueOrDefault(user)))
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(new OutgoingOptions { Allow = allow ?? [] }))
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(new VaultOptions { Keys = keys, CurrentKey = current ?? keys.Keys.First(), CredentialsPerOrganization = 20 }))
            .AddAudit().AddOutgoing().AddCredentials()
            .BuildServiceProvider();
        Store = new FreshStore.FreshStore([.. services.GetServices<ICollectionDefinition>()]);
    }

    public FreshStore.FreshStore Store { get; }

    public ConcurrentDictionary<string, string> Roles { get; } = new() { ["ada"] = "member", ["bob"] = "member", ["eve"] = "viewer", ["max"] = "admin", ["zoe"] = "owner" };

    public CredentialRegistry Registry => Get<CredentialRegistry>();

    public static Secret NewKey() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public CredentialUser User(string name) => new(Store.Tenant, name, Roles.GetValueOrDefault(name, "none"));

    public async Task<CredentialView> CreateAsync(CredentialDraft draft, string user = "ada")
    {
        var made = await Registry.CreateAsync(User(user), draft, Actor, default);
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value;
    }

    public Task<Result<CredentialView>> ChangeAsync(string id, CredentialDraft draft, string user = "ada") =>
        Registry.ChangeAsync(User(user), id, draft, Actor, default);

    public ValueTask<Result<OpenedCredential>> OpenAsync(string id, string? user = "ada") => Get<CredentialUse>().OpenAsync(Store.Tenant, user, id, default);

    public static CredentialDraft Bearer(string token = "token-0123456789", params IReadOnlyList<string> hosts) =>
        new("Tickets", "bearer", Hosts: hosts.Count == 0 ? ["api.example.com"] : hosts, Data: Json($$"""{"token":"{{token}}"}"""));

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Store.DisposeAsync();
    }
}
