using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Types;

namespace HiveFlow.Vault.Tests.Credentials;

public sealed class CredentialRegistryTests : IAsyncLifetime
{
    private readonly CredentialFixture credentials = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await credentials.DisposeAsync();

    [Fact]
    public async Task What_is_secret_is_stored_as_one_encrypted_value_and_never_shown()
    {
        var made = await credentials.CreateAsync(CredentialFixture.Bearer());

        Assert.True(made.HasCredentials);
        Assert.Equal(["token"], made.Secrets);
        Assert.Equal("{}", made.Data.GetRawText());
        var stored = await credentials.Store.Documents.GetAsync(Credential.Collection, credentials.Store.Tenant, made.Id, default);
        Assert.StartsWith("hfv1.k1.10000.", stored!.Document.SealedSecret, StringComparison.Ordinal);
        Assert.DoesNotContain("token-0123456789", JsonSerializer.Serialize(stored.Document), StringComparison.Ordinal);
        using var opened = (await credentials.OpenAsync(made.Id)).Value!;
        Assert.Equal("Bearer token-0123456789", Assert.Single(opened.ForHttp!.Headers).Value);
    }

    [Fact]
    public async Task A_ciphertext_put_into_another_record_can_not_be_opened()
    {
        var (mine, theirs) = (await credentials.CreateAsync(CredentialFixture.Bearer()), await credentials.CreateAsync(CredentialFixture.Bearer("other-0123456789")));
        var (store, tenant) = (credentials.Store.Documents, credentials.Store.Tenant);
        var (a, b) = ((await store.GetAsync(Credential.Collection, tenant, mine.Id, default))!, (await store.GetAsync(Credential.Collection, tenant, theirs.Id, default))!);
        await store.WriteAsync(
            [DocumentWrite.Replace(Credential.Collection, tenant, mine.Id, a.Version, a.Document with { SealedSecret = b.Document.SealedSecret })], default);

        Assert.Equal(VaultErrors.UnreadableCode, (await credentials.OpenAsync(mine.Id)).Error!.Code);
    }

    [Fact]
    public async Task Every_fault_of_a_draft_is_told_under_its_field()
    {
        var refused = await credentials.Registry.CreateAsync(
            credentials.User("ada"),
            new CredentialDraft(
                " ", "basic", Hosts: ["*.com", "https://x.example.com"], Sharing: "world", MinimumRole: "viewer",
                Data: CredentialFixture.Json("""{"username":1,"pass word":"x","__proto__":"y"}""")),
            CredentialFixture.Actor,
            default);

        Assert.Equal(RequestErrors.InvalidCode, refused.Error!.Code);
        Assert.Equal(
            ["data.__proto__", "data.pass word", "data.password", "data.username", "hosts[0]", "hosts[1]", "minimumRole", "name", "sharing"],
            refused.Error.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("type", Assert.Single((await credentials.Registry.CreateAsync(
            credentials.User("ada"), new CredentialDraft("x", "constructor"), CredentialFixture.Actor, default)).Error!.Fields).Key);
    }

    [Fact]
    public async Task A_generic_type_must_name_its_hosts_and_a_providers_brings_its_own()
    {
        var nowhere = await credentials.Registry.CreateAsync(
            credentials.User("ada"), CredentialFixture.Bearer() with { Hosts = [] }, CredentialFixture.Actor, default);
        Assert.Equal("hosts", Assert.Single(nowhere.Error!.Fields).Key);

        var openai = await credentials.CreateAsync(new CredentialDraft("o", "openai", Data: CredentialFixture.Json("""{"apiKey":"sk-0123456789"}""")));
        var azure = await credentials.CreateAsync(new CredentialDraft(
            "a", "azureOpenAi", Data: CredentialFixture.Json("""{"apiKey":"0123456789","endpoint":"https://me.openai.azure.com/"}""")));
        var smtp = await credentials.CreateAsync(new CredentialDraft(
            "s", "smtp", Data: CredentialFixture.Json("""{"host":"mail.example.com","username":"me","password":"0123456789"}""")));
        Assert.Equal(["api.openai.com", "me.openai.azure.com", "mail.example.com:587"], (string[])[.. openai.Hosts, .. azure.Hosts, .. smtp.Hosts]);
    }

    [Fact]
    public async Task A_change_keeps_what_is_not_sent()
    {
        var made = await credentials.CreateAsync(new CredentialDraft(
            "b", "basic", "for tickets", ["api.example.com"], Data: CredentialFixture.Json("""{"username":"me","password":"0123456789"}""")));

        var changed = (await credentials.ChangeAsync(made.Id, new CredentialDraft(Name: "c", Data: CredentialFixture.Json("""{"username":"you"}""")))).Value!;

        Assert.Equal(("c", "for tickets", 2L), (changed.Name, changed.Description, changed.Version));
        using var opened = (await credentials.OpenAsync(made.Id)).Value!;
        Assert.Equal(
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("you:0123456789")), Assert.Single(opened.ForHttp!.Headers).Value);
        Assert.Equal(RequestErrors.VersionConflictCode, (await credentials.ChangeAsync(made.Id, new CredentialDraft(Name: "d", Version: 1))).Error!.Code);
        Assert.Equal("data.password", Assert.Single((await credentials.ChangeAsync(
            made.Id, new CredentialDraft(Data: CredentialFixture.Json("""{"password":null}""")))).Error!.Fields).Key);
    }

    [Fact]
    public async Task A_secret_can_not_be_led_to_another_host_without_being_entered_again()
    {
        var bearer = await credentials.CreateAsync(CredentialFixture.Bearer());
        var server = await credentials.CreateAsync(new CredentialDraft(
            "v", "openAiCompatible", Data: CredentialFixture.Json("""{"baseUrl":"https://llm.example.com/v1","apiKey":"0123456789"}""")));

        var hosts = await credentials.ChangeAsync(bearer.Id, new CredentialDraft(Hosts: ["api.example.com", "evil.example.com"]));
        var address = await credentials.ChangeAsync(server.Id, new CredentialDraft(Data: CredentialFixture.Json("""{"baseUrl":"https://evil.example.com/v1"}""")));

        Assert.Equal((CredentialErrors.SecretNeededCode, "data.token"), (hosts.Error!.Code, Assert.Single(hosts.Error.Fields).Key));
        Assert.Equal((CredentialErrors.SecretNeededCode, "data.apiKey"), (address.Error!.Code, Assert.Single(address.Error.Fields).Key));
        Assert.True((await credentials.ChangeAsync(bearer.Id, new CredentialDraft(
            Hosts: ["new.example.com"], Data: CredentialFixture.Json("""{"token":"other-0123456789"}""")))).IsSuccess);
        Assert.Equal(["new.example.com"], (await credentials.Registry.GetAsync(credentials.User("ada"), bearer.Id, default)).Value!.Hosts);
    }

    [Theory]
    [InlineData("bob", null, false, false, false, false)]
    [InlineData("eve", null, false, false, false, false)]
    [InlineData("max", null, true, false, false, true)]
    [InlineData("bob", "member", true, true, false, false)]
    [InlineData("eve", "member", true, false, false, false)]
    [InlineData("max", "member", true, true, true, true)]
    [InlineData("bob", "admin", true, false, false, false)]
    [InlineData("max", "admin", true, true, true, true)]
    [InlineData("max", "owner", true, false, false, true)]
    [InlineData("zoe", "owner", true, true, true, true)]
    [InlineData("ada", "owner", true, true, true, true)]
    public async Task Who_may_do_what(string who, string? sharedWith, bool see, bool use, bool change, bool delete)
    {
        var draft = CredentialFixture.Bearer() with
        {
            Sharing = sharedWith is null ? CredentialSharing.Private : CredentialSharing.Organization,
            MinimumRole = sharedWith,
        };
        var id = (await credentials.CreateAsync(draft)).Id;
        var user = credentials.User(who);

        Assert.Equal(see, (await credentials.Registry.GetAsync(user, id, default)).IsSuccess);
        Assert.Equal(see, (await credentials.Registry.ListAsync(user, 50, null, default)).Items.Count == 1);
        var opened = await credentials.OpenAsync(id, who);
        Assert.Equal(use, opened.IsSuccess);
        opened.Value?.Dispose();
        Assert.Equal(use, (await credentials.Registry.ForbiddenAsync(user, [id], default)).Count == 0);
        Assert.Equal(change, (await credentials.ChangeAsync(id, new CredentialDraft(Name: "n"), who)).IsSuccess);
        Assert.Equal(delete, (await credentials.Registry.DeleteAsync(user, id, null, CredentialFixture.Actor, default)).IsSuccess);
    }

    [Fact]
    public async Task A_right_that_is_withdrawn_is_gone_at_the_next_use()
    {
        var id = (await credentials.CreateAsync(CredentialFixture.Bearer() with { Sharing = CredentialSharing.Organization })).Id;
        (await credentials.OpenAsync(id, "bob")).Value!.Dispose();

        await credentials.ChangeAsync(id, new CredentialDraft(Sharing: CredentialSharing.Private));
        Assert.Equal(CredentialErrors.ForbiddenCode, (await credentials.OpenAsync(id, "bob")).Error!.Code);
        credentials.Roles.TryRemove("ada", out _);
        Assert.Equal(CredentialErrors.ForbiddenCode, (await credentials.OpenAsync(id)).Error!.Code);
        Assert.Equal(CredentialErrors.ForbiddenCode, (await credentials.OpenAsync(id, user: null)).Error!.Code);
    }

    [Fact]
    public async Task Another_organizations_credential_is_nothing()
    {
        var id = (await credentials.CreateAsync(CredentialFixture.Bearer() with { Sharing = CredentialSharing.Organization })).Id;
        var stranger = credentials.User("zoe") with { Tenant = Tenant.Of(DocumentId.New(TimeProvider.System)) };

        Assert.Equal(RequestErrors.NotFoundCode, (await credentials.Registry.GetAsync(stranger, id, default)).Error!.Code);
        Assert.Equal([id], await credentials.Registry.ForbiddenAsync(stranger, [id], default));
        Assert.False((await credentials.Registry.DeleteAsync(stranger, id, null, CredentialFixture.Actor, default)).IsSuccess);
    }

    [Fact]
    public async Task No_more_than_the_limit_are_made_however_many_try_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() =>
            credentials.Registry.CreateAsync(credentials.User("ada"), CredentialFixture.Bearer(), CredentialFixture.Actor, default))));

        Assert.True(all.Count(r => r.IsSuccess) <= 20);
        Assert.Contains(all, r => r.Error?.Code == CredentialErrors.LimitCode);
    }

    [Fact]
    public void Every_type_has_a_schema_that_marks_its_secrets()
    {
        Assert.Equal(
            ["anthropic", "apiKey", "azureOpenAi", "basic", "bearer", "google", "header", "json", "mcp", "mongodb", "oauth2", "openAiCompatible", "openai", "s3", "signing", "smtp"],
            CredentialTypes.All.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(CredentialTypes.All, type =>
        {
            var properties = type.Schema.GetProperty("properties").EnumerateObject().ToList();
            Assert.Equal(type.SecretFields, properties.Where(p => p.Value.TryGetProperty("writeOnly", out var w) && w.GetBoolean()).Select(p => p.Name));
            Assert.NotEmpty(type.SecretFields);
        });
    }
}
