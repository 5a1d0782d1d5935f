using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.Tests.Gate;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Organizations;

/// <summary>A host whose clock the test moves, and an organization of Ada's in it.</summary>
internal sealed class Club : IAsyncDisposable
{
    private Club(ApiHost api, FakeTimeProvider clock)
    {
        Api = api;
        Clock = clock;
    }

    public ApiHost Api { get; }

    public FakeTimeProvider Clock { get; }

    public ApiHost.Person Ada => Api.Ada;

    public ApiHost.Person Eve => Api.Eve;

    /// <summary>The organization's id.</summary>
    public string Id { get; private set; } = string.Empty;

    public static async Task<Club> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var club = new Club(await ApiHost.StartAsync(clock, settings), clock);
        var made = await club.CallAsync(club.Ada, "POST", "/api/organizations", new { name = " The Hive " }, expected: HttpStatusCode.Created);
        club.Id = made["organization"]!["id"]!.GetValue<string>();
        return club;
    }

    /// <summary>Sends as somebody, in the organization unless told otherwise.</summary>
    public Task<HttpResponseMessage> SendAsync(ApiHost.Person person, string method, string path, object? body = null, string? organization = null) =>
        Api.SendAsync(method, path, person.Token, body is null ? null : JsonContent.Create(body), ("X-Organization-Id", organization ?? Id));

    public async Task<JsonNode> CallAsync(
        ApiHost.Person person, string method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(person, method, path, body);
        return await ApiHost.ReadAsync(response, expected);
    }

    public async Task<string> FailAsync(ApiHost.Person person, string method, string path, object? body, HttpStatusCode expected)
    {
        using var response = await SendAsync(person, method, path, body);
        return await Problem.CodeAsync(response, expected);
    }

    /// <summary>Somebody of that role in the organization, by invitation.</summary>
    public async Task<ApiHost.Person> JoinAsync(string email, string role)
    {
        var person = email == Eve.Email ? Eve : await Api.RegisterAsync(email, "Somebody");
        await CallAsync(Ada, "POST", "/api/invitations", new { email, role }, HttpStatusCode.Created);
        using var accepted = await Api.SendAsync("POST", "/api/invitations/accept", person.Token, JsonContent.Create(new { token = TokenFor(email) }));
        await ApiHost.ReadAsync(accepted, HttpStatusCode.OK);
        return person;
    }

    public async Task<string> UserIdAsync(ApiHost.Person person) => (await Api.CallerAsync(person)).UserId.ToString();

    public Task FreshAsync(ApiHost.Person person) => Crew.SetSessionAsync(Api, person, s => s with { FactorAt = s.CreatedAt + TimeSpan.FromDays(400) + FreshAttribute.MaxAge });

    /// <summary>The token in the newest invitation of an address.</summary>
    public string TokenFor(string email) => Mails.InvitationFor(Api.Host.DataFolder, email);

    /// <summary>Returns when a run's orchestration is at work no more.</summary>
    public async Task StoppedAsync(string run)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await Api.Get<DurableTaskClient>().GetInstanceAsync(run, patience.Token) is { IsCompleted: false })
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync() => await Api.DisposeAsync();
}
