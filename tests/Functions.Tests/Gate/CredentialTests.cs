using System.Net;
using System.Net.Http.Json;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>Where credentials may stand, and that no kind stands in for another.</summary>
[Collection(ApiGroup.Name)]
public sealed class CredentialTests(ApiHost api)
{
    private const string Path = "/api/auth/cli/verify";

    [Theory]
    [InlineData("Authorization", "Bearer {key}")]
    [InlineData("Authorization", "bearer {key}")]
    [InlineData("Authorization", "ApiKey {key}")]
    [InlineData("x-api-key", "{key}")]
    [InlineData("Authorization", "Bearer {session}")]
    public async Task A_credential_is_taken_in_each_documented_place(string header, string value)
    {
        using var response = await api.SendAsync("GET", Path, headers: (header, await FillAsync(value)));

        var answer = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal("ada@example.com", answer["email"]!.GetValue<string>());
        Assert.Equal("Ada", answer["name"]!.GetValue<string>());
        Assert.True(answer["success"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("Authorization", "ApiKey {session}")]
    [InlineData("Authorization", "Basic {key}")]
    [InlineData("Authorization", "{key}")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer {challenge}")]
    [InlineData("Authorization", "Bearer {keyId}")]
    [InlineData("Authorization", "Bearer {keySecret}")]
    [InlineData("Authorization", "ApiKey {challenge}")]
    [InlineData("x-api-key", "{session}")]
    [InlineData("x-api-key", "{challenge}")]
    [InlineData("x-api-key", "hf_{challenge}")]
    [InlineData("Cookie", "token={session}; Authorization=Bearer {session}")]
    [InlineData("X-Forwarded-Authorization", "Bearer {session}")]
    public async Task Nothing_else_is_a_credential_anywhere(string header, string value)
    {
        using var response = await api.SendAsync("GET", Path, headers: (header, await FillAsync(value)));

        await Problem.CodeAsync(response, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("{session}")]
    [InlineData("{key}")]
    [InlineData("{keyId}")]
    [InlineData("{keySecret}")]
    public async Task Nothing_else_is_a_challenge(string value)
    {
        var challenge = await FillAsync(value);
        using var verified = await api.Client.PostAsJsonAsync("/api/auth/otp/verify", new { challenge, code = "123456" });
        using var sent = await api.Client.PostAsJsonAsync("/api/auth/otp/send", new { challenge });

        Assert.Equal("challenge_over", await Problem.CodeAsync(verified, HttpStatusCode.Unauthorized));
        Assert.Equal("challenge_over", await Problem.CodeAsync(sent, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Several_different_credentials_in_one_request_are_400_and_the_same_one_twice_is_fine()
    {
        var key = await FillAsync("{key}");
        using var different = await api.SendAsync("GET", Path, api.Ada.Token, headers: ("x-api-key", key));
        Assert.Equal("malformed_request", await Problem.CodeAsync(different, HttpStatusCode.BadRequest));

        using var same = await api.SendAsync("GET", Path, key, headers: ("x-api-key", key));
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
    }

    [Fact]
    public async Task An_organization_one_is_not_in_and_a_foreign_workspace_are_403()
    {
        var eves = await OrganizationAsync(api.Eve.Token);
        foreach (var credential in new[] { api.Ada.Token, await FillAsync("{key}") })
        {
            var mine = await OrganizationAsync(credential);
            using var foreign = await api.SendAsync("GET", Path, credential, headers: ("X-Organization-Id", eves.Id));
            Assert.Equal("organization_forbidden", await Problem.CodeAsync(foreign, HttpStatusCode.Forbidden));
            using var workspace = await api.SendAsync("GET", Path, credential, headers: ("X-Workspace-Id", eves.Workspace));
            Assert.Equal("workspace_forbidden", await Problem.CodeAsync(workspace, HttpStatusCode.Forbidden));

            using var own = await api.SendAsync(
                "GET", Path, credential, headers: [("X-Organization-Id", mine.Id), ("X-Workspace-Id", mine.Workspace)]);
            Assert.Equal(HttpStatusCode.OK, own.StatusCode);
            using var empty = await api.SendAsync("GET", Path, credential, headers: [("X-Organization-Id", ""), ("X-Workspace-Id", "")]);
            Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        }
    }

    private async Task<(string Id, string Workspace)> OrganizationAsync(string credential)
    {
        using var response = await api.SendAsync("GET", "/api/organizations", credential);
        var organization = (await ApiHost.ReadAsync(response, HttpStatusCode.OK))["organizations"]!.AsArray().Single()!;
        return (organization["id"]!.GetValue<string>(), organization["defaultWorkspaceId"]!.GetValue<string>());
    }

    private async Task<string> FillAsync(string value)
    {
        kinds ??= await KindsAsync();
        return kinds.Aggregate(value, (text, kind) => text.Replace($"{{{kind.Key}}}", kind.Value, StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, string>> KindsAsync()
    {
        using var login = await api.Client.PostAsJsonAsync("/api/auth/login", new { email = api.Ada.Email, password = ApiHost.Password });
        var challenge = (await ApiHost.ReadAsync(login, HttpStatusCode.OK))["challenge"]!.GetValue<string>();
        var (id, key) = await api.NewKeyAsync(api.Ada, "read", "write", "execute");
        return new Dictionary<string, string>
        {
            ["session"] = api.Ada.Token,
            ["challenge"] = challenge,
            ["key"] = key,
            ["keyId"] = id,
            ["keySecret"] = key[28..],
        };
    }

    private static Dictionary<string, string>? kinds;
}
