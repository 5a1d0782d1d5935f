using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Signatures;
using HiveFlow.Triggers.Webhooks;
using HiveFlow.Vault;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Keys;
using HiveFlow.Vault.Rotation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Tests.Webhooks;

public sealed class WebhookSecretTests : IAsyncDisposable
{
    private readonly FreshStore.FreshStore store = new(
        Webhook.Collection, WebhookKey.Collection, KeyUse.Collection, RotationLease.Collection, Credential.Collection, AuditEntry.Collection);

    private readonly CipherThreads threads = new(Options.Create(new VaultOptions()));
    private readonly Dictionary<string, byte[]> keys = new() { ["k1"] = RandomNumberGenerator.GetBytes(32), ["k2"] = RandomNumberGenerator.GetBytes(32) };

    public async ValueTask DisposeAsync()
    {
        threads.Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_new_master_key_comes_to_the_secrets_of_webhooks_which_stay_the_same()
    {
        var made = await MakeAsync(RegistryWith("k1"));
        Assert.StartsWith("hfv1.k1.", made.SealedSecrets, StringComparison.Ordinal);

        Assert.Equal(1, await RotationTo("k2").ContinueAsync(default));
        Assert.Equal(0, await RotationTo("k2").ContinueAsync(default));

        var stored = (await RegistryWith("k2").GetAsync(store.Tenant, "f", made.Id, default))!.Document;
        Assert.StartsWith("hfv1.k2.", stored.SealedSecrets, StringComparison.Ordinal);
        Assert.Equal(["a secret of a sender"], (await SecretsWith("k2").OpenAsync(store.Tenant, stored, default)).Value!);
    }

    [Fact]
    public async Task A_removed_webhook_leaves_nothing_to_encrypt_anew()
    {
        var made = await MakeAsync(RegistryWith("k1"));
        Assert.True((await RegistryWith("k1").DeleteAsync(store.Tenant, Nobody, "f", made.Id, default)).IsSuccess);
        Assert.Equal(0, await RotationTo("k2").ContinueAsync(default));
        Assert.Null(await store.Documents.GetAsync(KeyUse.Collection, Tenant.System, made.Id, default));
    }

    private static AuditActor Nobody => AuditActor.Anonymous(null, "r");

    private async Task<Webhook> MakeAsync(WebhookRegistry registry)
    {
        var draft = new WebhookDraft { Signature = new SignatureRule { Scheme = SignatureScheme.GitHub }, Secrets = ["a secret of a sender"] };
        return (await registry.CreateAsync(store.Tenant, Nobody, "f", draft, _ => [], default)).Value!.Webhook;
    }

    private SecretVault VaultWith(string current) =>
        new(new MasterKeys(current, keys), threads, Options.Create(new VaultOptions()), NullLogger<SecretVault>.Instance);

    private WebhookSecrets SecretsWith(string current) => new(store.Documents, VaultWith(current), store.Clock);

    private WebhookRegistry RegistryWith(string current) => new(
        store.Documents,
        SecretsWith(current),
        new AuditLog(store.Documents, Options.Create(new AuditOptions()), store.Clock),
        store.Clock);

    private KeyRotation RotationTo(string current) => new(
        store.Documents,
        new CredentialSecrets(VaultWith(current)),
        [new SecretHolder(WebhookSecrets.Kind, SecretsWith(current).ResealAsync)],
        store.Clock,
        NullLogger<KeyRotation>.Instance);
}
