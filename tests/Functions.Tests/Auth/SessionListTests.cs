using System.Net;

namespace HiveFlow.Functions.Tests.Auth;

public sealed class SessionListTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private SignedIn site = null!;
    private (string Name, string Value) first;
    private (string Name, string Value) second;

    public async Task InitializeAsync()
    {
        site = await SignedIn.StartAsync();
        first = await site.RegisterAsync(Email);
        second = await site.LogInAsync(Email);
    }

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Fact]
    public async Task A_person_lists_their_sessions_and_ends_one()
    {
        var sessions = (await site.ReadAsync("GET", "/auth/sessions", null, second, ("User-Agent", "tests")))["sessions"]!.AsArray();
        Assert.Equal(2, sessions.Count);
        var other = sessions.Single(s => !s!["isCurrent"]!.GetValue<bool>())!;
        Assert.Equal("127.0.0.1", SignedIn.Text(other, "address"));

        await site.ReadAsync("DELETE", $"/auth/sessions/{SignedIn.Text(other, "id")}", null, second);

        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, first));
        await site.ReadAsync("GET", "/auth/profile", null, second);
    }

    [Fact]
    public async Task Ending_sessions_takes_a_second_factor_of_the_last_five_minutes()
    {
        site.Clock.Advance(TimeSpan.FromMinutes(6));

        foreach (var (method, path) in new[] { ("DELETE", "/auth/sessions"), ("POST", "/auth/logout-everywhere"), ("DELETE", "/auth/sessions/0123456789abcdef01234567") })
        {
            Assert.Equal("fresh_factor_required", await site.RefusalAsync(HttpStatusCode.Forbidden, method, path, null, second));
        }

        await site.ReadAsync("GET", "/auth/profile", null, first);
    }

    [Fact]
    public async Task Ending_the_others_leaves_this_one_and_logging_out_everywhere_leaves_none()
    {
        await site.ReadAsync("DELETE", "/auth/sessions", null, second);
        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, first));
        await site.ReadAsync("GET", "/auth/profile", null, second);

        await site.ReadAsync("POST", "/auth/logout-everywhere", null, second);
        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, second));
        await site.ReadAsync("GET", "/auth/profile", null, await site.LogInAsync(Email));
    }
}
