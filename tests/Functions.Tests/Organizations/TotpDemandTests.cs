using System.Net;
using HiveFlow.Functions.Tests.Auth;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Organizations;

/// <summary>What an organization that asks for authenticators shows to members without one, and how a lost one is reset.</summary>
public sealed class TotpDemandTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Boss = "boss@example.com";
    private SignedIn api = null!;
    private (string Name, string Value) session;
    private (string Name, string Value) boss;
    private string userId = null!;
    private string bossId = null!;
    private string organizationId = null!;

    public async Task InitializeAsync()
    {
        api = await SignedIn.StartAsync();
        boss = await api.RegisterAsync(Boss, "Boss");
        session = await api.RegisterAsync(Email);
        (userId, bossId) = (await UserIdAsync(session), await UserIdAsync(boss));
        organizationId = await ShareAsync("owner", "member");
    }

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task Without_an_authenticator_nothing_of_it_is_open_but_ones_own_account()
    {
        await DemandAsync();

        Assert.Equal("totp_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "GET", "/flows", null, session, Here()));
        Assert.Equal("totp_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "POST", "/flows", new { name = "x" }, session, Here()));
        Assert.Equal("totp_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "GET", "/auth/api-keys", null, session, Here()));
        await api.ReadAsync("GET", "/auth/profile", null, session, Here());
        await api.ReadAsync("GET", "/organizations", null, session, Here());
        await api.ReadAsync("GET", "/flows", null, session);

        var setup = await api.ReadAsync("POST", "/auth/totp/setup", null, session, Here());
        await api.ReadAsync("POST", "/auth/totp/enable", new { code = Phone.Of(api, setup).Code() }, session, Here());
        await api.ReadAsync("GET", "/flows", null, session, Here());

        await api.ReadAsync("POST", "/auth/totp/disable", null, session);
        Assert.Equal("totp_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "GET", "/flows", null, session, Here()));
    }

    [Fact]
    public async Task Keys_of_a_member_without_an_authenticator_are_refused_too()
    {
        var made = await api.ReadAsync(
            "POST", "/auth/api-keys", new { name = "key", permissions = new[] { "read" }, expiresIn = "30d", description = "for a test" }, session, Here());
        (string, string) key = ("x-api-key", made["apiKey"]!["key"]!.GetValue<string>());
        await api.ReadAsync("GET", "/flows", null, key);

        await DemandAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("totp_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "GET", "/flows", null, key));
    }

    [Fact]
    public async Task An_owner_resets_a_lost_authenticator_and_its_person_logs_in_by_mail_again()
    {
        await Phone.EnrolAsync(api, session);

        await api.ReadAsync("POST", $"/organizations/members/{userId}/totp/reset", null, boss, Here());

        var started = await api.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password });
        Assert.Equal("[\"email\"]", started["methods"]!.ToJsonString());
        Assert.Equal(
            "totp_not_enrolled",
            await api.RefusalAsync(HttpStatusCode.Conflict, "POST", $"/organizations/members/{userId}/totp/reset", null, boss, Here()));
    }

    [Fact]
    public async Task A_reset_asks_for_a_fresh_factor_and_the_role()
    {
        await Phone.EnrolAsync(api, session);
        Assert.Equal(
            "role_missing", await api.RefusalAsync(HttpStatusCode.Forbidden, "POST", $"/organizations/members/{bossId}/totp/reset", null, session, Here()));

        api.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(
            "fresh_factor_required",
            await api.RefusalAsync(HttpStatusCode.Forbidden, "POST", $"/organizations/members/{userId}/totp/reset", null, boss, Here()));
    }

    [Fact]
    public async Task Nobody_resets_their_own_an_admin_none_of_admins_and_nobody_that_of_a_stranger()
    {
        await Phone.EnrolAsync(api, session);
        Assert.Equal("totp_reset_forbidden", await ResetAsync(HttpStatusCode.Forbidden, bossId));
        await SetRoleAsync(bossId, "admin");
        await SetRoleAsync(userId, "admin");
        api.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("totp_reset_forbidden", await ResetAsync(HttpStatusCode.Forbidden, userId));

        var stranger = await UserIdAsync(await api.RegisterAsync("eve@example.com", "Eve"));
        Assert.Equal("not_found", await ResetAsync(HttpStatusCode.NotFound, stranger));
        Assert.Equal("not_found", await ResetAsync(HttpStatusCode.NotFound, "0123456789abcdef01234567"));
    }

    [Fact]
    public async Task A_member_of_another_organization_too_is_out_of_reach()
    {
        await Phone.EnrolAsync(api, session);
        var eve = await UserIdAsync(await api.RegisterAsync("eve@example.com", "Eve"));
        await ShareWithAsync((eve, "owner"), (userId, "viewer"));

        Assert.Equal("totp_reset_forbidden", await ResetAsync(HttpStatusCode.Forbidden, userId));
    }

    private (string, string) Here() => ("X-Organization-Id", organizationId);

    private Task<string> ResetAsync(HttpStatusCode status, string member) =>
        api.RefusalAsync(status, "POST", $"/organizations/members/{member}/totp/reset", null, boss, Here());

    private async Task<string> UserIdAsync((string Name, string Value) who) =>
        SignedIn.Text((await api.ReadAsync("GET", "/auth/profile", null, who))["profile"]!, "id");

    private Task<string> ShareAsync(string bossRole, string role) => ShareWithAsync((bossId, bossRole), (userId, role));

    private async Task<string> ShareWithAsync(params (string UserId, string Role)[] members)
    {
        var id = DocumentId.New(api.Clock).ToString();
        var now = api.Clock.GetUtcNow();
        var organization = new OrganizationDocument("Shared", DocumentId.New(api.Clock).ToString(), IsPersonal: false, now);
        await WriteAsync(
        [
            DocumentWrite.Insert(OrganizationDocument.Collection, Tenant.System, id, organization),
            .. members.Select(m => DocumentWrite.Insert(
                MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(id, m.UserId), new MemberDocument(id, m.UserId, m.Role, now))),
        ]);
        return id;
    }

    private async Task DemandAsync()
    {
        var store = api.Services.GetRequiredService<IDocumentStore>();
        var stored = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, default);
        await WriteAsync(
            [DocumentWrite.Upsert(OrganizationDocument.Collection, Tenant.System, organizationId, stored!.Document with { RequiresTotp = true })]);
    }

    private Task SetRoleAsync(string member, string role) => WriteAsync(
    [
        DocumentWrite.Upsert(
            MemberDocument.Collection,
            Tenant.System,
            MemberDocument.IdOf(organizationId, member),
            new MemberDocument(organizationId, member, role, api.Clock.GetUtcNow())),
    ]);

    private async Task WriteAsync(IReadOnlyList<DocumentWrite> writes) =>
        Assert.True((await api.Services.GetRequiredService<IDocumentStore>().WriteAsync(writes, default)).IsApplied);
}
