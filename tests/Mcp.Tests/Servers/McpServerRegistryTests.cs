using HiveFlow.Errors;
using HiveFlow.Mcp.Servers;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Mcp.Tests.Servers;

public sealed class McpServerRegistryTests
{
    private static readonly McpServerDraft Good = new("Tickets", Url: "https://mcp.example.com/mcp");

    [Fact]
    public async Task A_name_is_taken_once_whatever_its_capitals_and_free_again_after_removal()
    {
        await using var mcp = new McpFixture();
        var first = await mcp.RegisterAsync(Good);
        var other = await mcp.RegisterAsync(Good with { Name = "Other" });

        Assert.Equal(McpErrors.NameTakenCode, (await mcp.RefusedAsync(Good with { Name = " TICKETS " })).Code);
        var renamed = await mcp.Registry.ChangeAsync(mcp.Store.Tenant, "ada", other.Id, new McpServerDraft("tickets"), McpFixture.Actor, default);
        Assert.Equal(McpErrors.NameTakenCode, renamed.Error!.Code);
        Assert.True((await mcp.Registry.DeleteAsync(mcp.Store.Tenant, first.Id, null, McpFixture.Actor, default)).IsSuccess);
        await mcp.RegisterAsync(Good);
    }

    public static TheoryData<McpServerDraft, string> Bad => new()
    {
        { new(), "name" },
        { Good with { Name = "a\nb" }, "name" },
        { Good with { Name = new string('x', 101) }, "name" },
        { Good with { Description = new string('x', 501) }, "description" },
        { new("x"), "url" },
        { Good with { Command = "node" }, "url" },
        { Good with { Url = "ftp://mcp.example.com" }, "url" },
        { Good with { Url = "https://user:password@mcp.example.com" }, "url" },
        { Good with { Url = "/mcp" }, "url" },
        { Good with { Args = ["-y"] }, "args" },
        { new("x", Command: "node", Args: [.. Enumerable.Repeat("a", 51)]), "args" },
        { new("x", Command: "node", Args: ["a\0b"]), "args" },
        { new("x", Command: "no\nde"), "command" },
        { new("x", Command: "node", CredentialId: "0123456789abcdef01234567"), "credentialId" },
        { Good with { CredentialId = "mine" }, "credentialId" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_draft_that_can_not_be_is_refused_by_field(McpServerDraft draft, string field)
    {
        await using var mcp = new McpFixture();

        var error = await mcp.RefusedAsync(draft);

        Assert.Equal(RequestErrors.InvalidCode, error.Code);
        Assert.Contains(field, error.Fields.Keys);
    }

    [Fact]
    public async Task A_url_takes_the_place_of_a_command_and_the_other_way_round()
    {
        await using var mcp = new McpFixture();
        var server = await mcp.RegisterAsync(new McpServerDraft("x", Command: "npx", Args: ["-y", "server"]));
        Assert.Equal(("stdio", "npx", null), (server.Transport, server.Command, server.Url));

        var remote = (await ChangeAsync(mcp, server.Id, new McpServerDraft(Url: "https://mcp.example.com"))).Value!;
        var local = (await ChangeAsync(mcp, server.Id, new McpServerDraft(Command: "uvx"))).Value!;

        Assert.Equal(("http", null, "https://mcp.example.com"), (remote.Transport, remote.Command, remote.Url));
        Assert.Empty(remote.Args);
        Assert.Equal(("stdio", "uvx", null, 3L), (local.Transport, local.Command, local.Url, local.Version));
    }

    [Fact]
    public async Task A_credential_takes_the_right_to_it()
    {
        await using var mcp = new McpFixture();
        var credential = await mcp.CredentialAsync("mcp.example.com");
        var server = await mcp.RegisterAsync(Good with { CredentialId = credential });

        Assert.Equal(CredentialErrors.ForbiddenCode, (await mcp.RefusedAsync(Good with { Name = "b", CredentialId = credential }, "bob")).Code);
        var byBob = await mcp.Registry.ChangeAsync(mcp.Store.Tenant, "bob", server.Id, new McpServerDraft(Url: "https://evil.example.com"), McpFixture.Actor, default);
        Assert.Equal(CredentialErrors.ForbiddenCode, byBob.Error!.Code);
        Assert.True(server.HasCredentials);
        Assert.False((await ChangeAsync(mcp, server.Id, new McpServerDraft(CredentialId: ""))).Value!.HasCredentials);
    }

    [Fact]
    public async Task A_lost_race_and_one_too_many_are_refused()
    {
        await using var mcp = new McpFixture(options: new McpOptions { ServersPerOrganization = 1 });
        var server = await mcp.RegisterAsync(Good);

        Assert.Equal(McpErrors.LimitCode, (await mcp.RefusedAsync(Good with { Name = "b" })).Code);
        Assert.Equal(RequestErrors.VersionConflictCode, (await ChangeAsync(mcp, server.Id, new McpServerDraft("c", Version: 2))).Error!.Code);
        Assert.Equal(RequestErrors.VersionConflictCode, (await mcp.Registry.DeleteAsync(mcp.Store.Tenant, server.Id, 2, McpFixture.Actor, default)).Error!.Code);
        Assert.Equal(2, (await ChangeAsync(mcp, server.Id, new McpServerDraft("c", Version: 1))).Value!.Version);
    }

    private static Task<Result<McpServerView>> ChangeAsync(McpFixture mcp, string id, McpServerDraft draft) =>
        mcp.Registry.ChangeAsync(mcp.Store.Tenant, "ada", id, draft, McpFixture.Actor, default);
}
