using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Accounts that an outside provider opened and that have no password, when their people delete them.</summary>
public sealed class DeletedProviderAccountTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    public async Task It_takes_a_fresh_second_factor_of_ours_and_no_password_and_the_identity_opens_another_account_then(string provider)
    {
        var email = host.NewEmail();
        Is(provider, email);
        var session = await host.LogInAsync(provider);
        var token = session["token"]!.GetValue<string>();
        using (var early = await SendAsync(token, "delete-account", new { }))
        {
            Assert.Equal("fresh_factor_required", await Problem.CodeAsync(early, HttpStatusCode.Forbidden));
        }

        Assert.Equal(HttpStatusCode.OK, await host.ProfileAsync(token));
        var fresh = await SteppedUpAsync(token, email);
        using (var deleted = await SendAsync(fresh, "delete-account", new { }))
        {
            await ApiHost.ReadAsync(deleted, HttpStatusCode.OK);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(fresh));
        var again = await host.LogInAsync(provider);
        Assert.NotEqual(session["user"]!["id"]!.GetValue<string>(), again["user"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Once_a_password_was_set_it_is_asked_for_too()
    {
        var email = host.NewEmail();
        Is("google", email);
        var token = (await host.LogInAsync("google"))["token"]!.GetValue<string>();
        await CallAsync(token, "forgot-password", new { email }, HttpStatusCode.Accepted);
        await CallAsync(token, "reset-password", new { email, code = Mails.LongCodeFor(host.Host.DataFolder, email), password = ApiHost.Password });
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        var fresh = await SteppedUpAsync((await host.LogInAsync("google"))["token"]!.GetValue<string>(), email);

        using var without = await SendAsync(fresh, "delete-account", new { });
        Assert.Equal("password_wrong", await Problem.CodeAsync(without, HttpStatusCode.Forbidden));
        using var with = await SendAsync(fresh, "delete-account", new { currentPassword = ApiHost.Password });
        await ApiHost.ReadAsync(with, HttpStatusCode.OK);
    }

    private void Is(string provider, string email)
    {
        if (provider == "google")
        {
            host.Stub.Is($"deleted {email}", email);
        }
        else
        {
            host.Stub.IsAtGitHub(4_711, email);
        }
    }

    private async Task<string> SteppedUpAsync(string token, string email)
    {
        var started = await CallAsync(token, "step-up", null);
        var answer = new { challenge = started["challenge"]!.GetValue<string>(), code = Mails.CodeFor(host.Host.DataFolder, email), method = "email" };
        return (await CallAsync(token, "step-up/verify", answer))["token"]!.GetValue<string>();
    }

    private async Task<JsonNode> CallAsync(string token, string path, object? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(token, path, body);
        return await ApiHost.ReadAsync(response, expected);
    }

    private async Task<HttpResponseMessage> SendAsync(string token, string path, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/auth/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await host.Host.Client.SendAsync(request);
    }
}
