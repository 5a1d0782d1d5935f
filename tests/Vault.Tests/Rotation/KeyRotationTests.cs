using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Rotation;
using HiveFlow.Vault.Tests.Credentials;
using Credential = HiveFlow.Vault.Credentials.Credential;

namespace HiveFlow.Vault.Tests.Rotation;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task Everything_is_encrypted_anew_while_it_stays_readable()
    {
        var keys = new Dictionary<string, Secret> { ["k1"] = CredentialFixture.NewKey(), ["k2"] = CredentialFixture.NewKey() };
        await using var old = new CredentialFixture(keys: keys, current: "k1");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await old.CreateAsync(CredentialFixture.Bearer($"token-{i}-0123456789"))).Id);
        }

        Assert.Equal(0, await RotationOf(old, keys, "k1").ContinueAsync(default));
        Assert.Equal(5, await RotationOf(old, keys, "k2").ContinueAsync(default));
        Assert.Equal(0, await RotationOf(old, keys, "k2").ContinueAsync(default));

        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            var stored = await old.Store.Documents.GetAsync(Credential.Collection, old.Store.Tenant, id, default);
            Assert.StartsWith("hfv1.k2.", stored!.Document.SealedSecret, StringComparison.Ordinal);
            Assert.Equal(1, stored.Document.Version);
            using var opened = (await old.OpenAsync(id)).Value!;
            Assert.Equal($"Bearer token-{i}-0123456789", Assert.Single(opened.ForHttp!.Headers).Value);
        }
    }

    [Fact]
    public async Task While_one_instance_is_at_it_another_does_nothing_and_a_dead_ones_lease_ends()
    {
        var keys = new Dictionary<string, Secret> { ["k1"] = CredentialFixture.NewKey(), ["k2"] = CredentialFixture.NewKey() };
        await using var old = new CredentialFixture(keys: keys, current: "k1");
        await old.CreateAsync(CredentialFixture.Bearer());
        await HoldAsync(old, TimeProvider.System.GetUtcNow().AddMinutes(1));

        Assert.Equal(0, await RotationOf(old, keys, "k2").ContinueAsync(default));
        await HoldAsync(old, TimeProvider.System.GetUtcNow().AddMinutes(-1));
        Assert.Equal(1, await RotationOf(old, keys, "k2").ContinueAsync(default));
    }

    [Fact]
    public async Task A_credential_that_went_with_its_organization_is_not_looked_for_again()
    {
        var keys = new Dictionary<string, Secret> { ["k1"] = CredentialFixture.NewKey(), ["k2"] = CredentialFixture.NewKey() };
        await using var old = new CredentialFixture(keys: keys, current: "k1");
        var id = (await old.CreateAsync(CredentialFixture.Bearer())).Id;
        await old.Store.Documents.WriteAsync([DocumentWrite.Delete(Credential.Collection, old.Store.Tenant, id)], default);

        Assert.Equal(0, await RotationOf(old, keys, "k2").ContinueAsync(default));

        Assert.Null(await old.Store.Documents.GetAsync(KeyUse.Collection, Tenant.System, id, default));
    }

    private static Task<WriteResult> HoldAsync(CredentialFixture fixture, DateTimeOffset until) => fixture.Store.Documents.WriteAsync(
        [DocumentWrite.Upsert(RotationLease.Collection, Tenant.System, RotationLease.Id, new RotationLease(until))], default);

    private static KeyRotation RotationOf(CredentialFixture fixture, Dictionary<string, Secret> keys, string current)
    {
        var vault = new VaultFixture(keys.ToDictionary(k => k.Key, k => Convert.FromBase64String(k.Value.Reveal())), current);
        return new KeyRotation(
            fixture.Store.Documents,
            new HiveFlow.Vault.Credentials.CredentialSecrets(vault.Vault),
            [],
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<KeyRotation>.Instance);
    }
}
