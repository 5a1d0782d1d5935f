using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using HiveFlow.Live.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Instances;

/// <summary>
/// What ends on one instance is over on the other, whatever becomes of Redis; what is good goes on. The clock stands still: what is over before
/// it moves was told by a message that waited for nothing, and what it takes a second for is over within that second.
/// </summary>
[Collection(Alone.Name)]
public sealed class RevokedEverywhereTests
{
    private const string Ada = "ada@example.com";
    private const string Bob = "bob@example.com";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Read = ["read"];

    [RedisFact]
    public async Task Logout_password_key_and_member_end_on_both_within_a_second_and_stay_so_when_Redis_is_emptied_or_killed()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(new Dictionary<string, string?> { ["HiveFlow:Redis:Timeout"] = "00:00:02" }, clock);
        var (ada, bob) = (await pair.RegisterAsync(Ada), await pair.RegisterAsync(Bob));
        var (adaToo, bobToo) = (await LogInAsync(pair.Second, Ada), await LogInAsync(pair.Second, Bob));
        var (revoked, kept) = (await KeyAsync(pair, ada, null), await KeyAsync(pair, ada, null));
        var organization = await ShareAsync(pair, ada, bob);
        var bobsKey = await KeyAsync(pair, bob, organization);
        await GoodAsync(pair, ada, adaToo, bob, bobToo, revoked.Key, kept.Key, bobsKey.Key);

        await EndsAsync(pair, bobsKey.Key, () => SendAsync(pair.First, "DELETE", $"/api/members/{IdOf(bob)}", ada, null, organization));
        using (var removed = await UntilAsync(HttpStatusCode.Forbidden, () => SendAsync(pair.Second, "GET", "/api/members", bob, null, organization)))
        {
            Assert.Equal("organization_forbidden", await Problem.CodeAsync(removed, HttpStatusCode.Forbidden));
        }

        await EndsAsync(pair, revoked.Key, () => SendAsync(pair.First, "DELETE", $"/api/auth/api-keys/{revoked.Id}", ada));
        await EndsAsync(pair, adaToo, () => SendAsync(pair.First, "POST", "/api/auth/logout", adaToo));
        await EndsAsync(pair, bobToo, () => SendAsync(
            pair.First, "POST", "/api/auth/change-password", bob, new { currentPassword = ApiHost.Password, newPassword = "another river by the hill" }));
        string[] over = [adaToo, bobToo, revoked.Key, bobsKey.Key];
        await GoodAsync(pair, ada, bob, kept.Key);

        await pair.KillRedisAsync();
        await OverAsync(pair, over);
        await GoodAsync(pair, ada, bob, kept.Key);
        using (var logout = await SendAsync(pair.First, "POST", "/api/auth/logout", bob))
        {
            Assert.Equal(HttpStatusCode.OK, logout.StatusCode);
        }

        // Nobody tells the other instance: it looks again after a second.
        clock.Advance(TimeSpan.FromSeconds(1));
        await OverAsync(pair, bob);
        await pair.RestartRedisAsync();
        await OverAsync(pair, [.. over, bob]);
        await GoodAsync(pair, ada, kept.Key);
    }

    private static async Task EndsAsync(Pair pair, string credential, Func<Task<HttpResponseMessage>> act)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = pair.Second.Services.GetRequiredService<Revocations>().Subscribe(_ => heard.TrySetResult());
        using var acted = await act();
        var began = TimeProvider.System.GetTimestamp();
        Assert.True(acted.StatusCode == HttpStatusCode.OK, await acted.Content.ReadAsStringAsync());
        await heard.Task.WaitAsync(Patience);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        (await UntilAsync(HttpStatusCode.Unauthorized, () => SendAsync(pair.Second, "GET", "/api/auth/profile", credential))).Dispose();
        await OverAsync(pair, credential);
    }

    // Until the message has come.
    private static async Task<HttpResponseMessage> UntilAsync(HttpStatusCode status, Func<Task<HttpResponseMessage>> ask)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var response = await ask();
            if (response.StatusCode == status)
            {
                return response;
            }

            Assert.False(patience.IsCancellationRequested, $"Still {(int)response.StatusCode}: the other instance was not told.");
            response.Dispose();
        }
    }

    private static async Task OverAsync(Pair pair, params string[] credentials)
    {
        foreach (var credential in credentials)
        {
            foreach (var host in new[] { pair.First, pair.Second })
            {
                using var response = await SendAsync(host, "GET", "/api/auth/profile", credential);
                Assert.Equal("credential_invalid", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
            }
        }
    }

    private static async Task GoodAsync(Pair pair, params string[] credentials)
    {
        foreach (var credential in credentials)
        {
            foreach (var host in new[] { pair.First, pair.Second })
            {
                using var response = await SendAsync(host, "GET", "/api/auth/profile", credential);
                Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            }
        }
    }

    private static async Task<string> LogInAsync(TestHost host, string email)
    {
        using var begun = await SendAsync(host, "POST", "/api/auth/login", null, new { email, password = ApiHost.Password });
        var challenge = (await ApiHost.ReadAsync(begun, HttpStatusCode.OK))["challenge"]!.GetValue<string>();
        var code = Mails.CodeFor(host.DataFolder, email);
        using var verified = await SendAsync(host, "POST", "/api/auth/otp/verify", null, new { challenge, code, method = "email" });
        return (await ApiHost.ReadAsync(verified, HttpStatusCode.OK))["token"]!.GetValue<string>();
    }

    private static async Task<(string Id, string Key)> KeyAsync(Pair pair, string token, string? organization)
    {
        using var made = await SendAsync(pair.First, "POST", "/api/auth/api-keys", token, new { name = "key", permissions = Read }, organization);
        var key = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["apiKey"]!;
        return (key["id"]!.GetValue<string>(), key["key"]!.GetValue<string>());
    }

    /// <summary>An organization of one person that another is a member of.</summary>
    private static async Task<string> ShareAsync(Pair pair, string owner, string member)
    {
        using var made = await SendAsync(pair.First, "POST", "/api/organizations", owner, new { name = "The Hive" });
        var id = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["organization"]!["id"]!.GetValue<string>();
        using var invited = await SendAsync(pair.First, "POST", "/api/invitations", owner, new { email = Bob, role = "member" }, id);
        await ApiHost.ReadAsync(invited, HttpStatusCode.Created);
        var token = Mails.InvitationFor(pair.First.DataFolder, Bob);
        using var accepted = await SendAsync(pair.First, "POST", "/api/invitations/accept", member, new { token });
        await ApiHost.ReadAsync(accepted, HttpStatusCode.OK);
        return id;
    }

    private static string IdOf(string token) => JsonNode.Parse(
        System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!["sub"]!.GetValue<string>();

    private static async Task<HttpResponseMessage> SendAsync(
        TestHost host, string method, string path, string? credential, object? body = null, string? organization = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        if (credential is not null)
        {
            request.Headers.Authorization = new("Bearer", credential);
        }

        if (organization is not null)
        {
            request.Headers.Add("X-Organization-Id", organization);
        }

        return await host.Client.SendAsync(request);
    }
}
