using System.Net;
using System.Net.Http.Json;
using HiveFlow.Audit;
using HiveFlow.Functions.Auth;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Organizations;
using HiveFlow.Functions.Tests.Failures;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>
/// An account's deletion, with a process that dies after every single write of it. The clock stands still but for some seconds, so that no job
/// of the host's own comes up.
/// </summary>
public sealed class DeletionCrashTests : IAsyncLifetime
{
    private const int MostDeaths = 500;
    private static readonly AuditActor Actor = new() { Name = "eve@example.com", Address = "192.0.2.1", RequestId = "test" };

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private ApiHost api = null!;
    private CutStore store = null!;

    public async Task InitializeAsync() =>
        api = await ApiHost.StartAsync(clock, services: services => services.AddSingleton<IDocumentStore>(provider => store = new CutStore(provider)));

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Wherever_the_process_dies_the_account_is_whole_or_opens_nothing_and_in_the_end_nothing_of_it_is_left()
    {
        var person = await NewPersonAsync();

        // Whichever write of it is the last: before the one that deletes, all is as it was.
        for (var writes = 1; await IsThereAsync(person); writes++)
        {
            Assert.InRange(writes, 1, 10);
            await OpensAsync(person);
            Assert.True(await store.DiesAfterAsync(writes, () => api.Get<AccountDeletion>().DeleteAsync(person.Caller, ApiHost.Password, Actor, default)));
        }

        // The process that died told nobody: whoever remembers a session looks again within a second.
        clock.Advance(TimeSpan.FromSeconds(2));
        await OpensNothingAsync(person);
        using (var login = await LogInAsync())
        {
            Assert.Equal("login_failed", await Problem.CodeAsync(login, HttpStatusCode.Unauthorized));
        }

        var deaths = await RemoveAsync(person);
        Assert.InRange(deaths, 8, MostDeaths);

        // Logins that had begun expire within the hour.
        Assert.Equal(
            "person: audit challenges, organization: audit, address: audit challenges",
            $"person: {await WhereAsync(person.Caller.UserId.ToString())}, organization: {await WhereAsync(person.Caller.OrganizationId.ToString())}, address: {await WhereAsync("eve@example.com")}");
        var kept = (await api.Get<AuditTrail>().ActivityAsync(person.Caller.UserId, 100, null, default)).Entries.Select(r => r.Action).ToList();
        Assert.Contains("account.created", kept);
        Assert.Single(kept, "account.deleted");
    }

    /// <summary>Both jobs in turn, each dead after a write of its own, until both come to their end.</summary>
    private async Task<int> RemoveAsync(Person person)
    {
        IMaintenanceJob[] jobs =
        [
            ActivatorUtilities.CreateInstance<AccountRemovalJob>(api.Host.Services),
            ActivatorUtilities.CreateInstance<OrganizationRemovalJob>(api.Host.Services),
        ];
        var deaths = 0;
        for (var isLeft = true; isLeft;)
        {
            isLeft = false;
            foreach (var job in jobs)
            {
                if (await store.DiesAfterAsync(1, () => job.RunAsync(api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default)))
                {
                    isLeft = true;
                    Assert.InRange(++deaths, 1, MostDeaths);
                    await OpensNothingAsync(person);
                }
            }
        }

        return deaths;
    }

    /// <summary>Eve, with everything that an account can have: sessions, keys, an authenticator, an outside identity, credentials, a flow, a seat with others.</summary>
    private async Task<Person> NewPersonAsync()
    {
        var shared = (await CallAsync(api.Ada, "/api/organizations", new { name = "The Hive" }))["organization"]!["id"]!.GetValue<string>();
        var caller = await api.CallerAsync(api.Eve);
        await Crew.SetRoleAsync(api, caller, shared, "member");
        clock.Advance(TimeSpan.FromSeconds(1));
        var other = await api.LogInAsync(api.Eve.Email);
        List<string> credentials = [api.Eve.Token, other.Token];
        foreach (var organization in new[] { shared, caller.OrganizationId.ToString() })
        {
            var made = await CallAsync(api.Eve, "/api/auth/api-keys", new { name = "key", permissions = new[] { "read" }, expiresIn = "30d" }, organization);
            credentials.Add(made["apiKey"]!["key"]!.GetValue<string>());
            var credential = new { name = "mine", type = "bearer", hosts = new[] { "api.example.com" }, sharing = "private", data = new { token = "t" } };
            await CallAsync(api.Eve, "/api/credentials", credential, organization);
        }

        var nodes = new object[] { new { id = "s", type = "custom", data = new { nodeType = "set", startNode = true, values = new { x = 1 } } } };
        await CallAsync(api.Eve, "/api/flows", new { name = "x", nodes, edges = Array.Empty<object>() }, caller.OrganizationId.ToString());
        var id = caller.UserId.ToString();
        await store.WriteAsync(
            [
                DocumentWrite.Insert(SecondFactorDocument.Collection, Tenant.System, id, SecondFactorDocument.None with { Secret = "sealed", EnabledAt = clock.GetUtcNow() }),
                DocumentWrite.Insert(
                    OutsideIdentityDocument.Collection,
                    Tenant.System,
                    DocumentId.New(clock).ToString(),
                    new OutsideIdentityDocument("google", "https://accounts.example.com", "eve", id, null, clock.GetUtcNow(), null)),
            ],
            default);
        await Crew.SetSessionAsync(api, api.Eve, s => s with { FactorAt = s.CreatedAt + TimeSpan.FromDays(400) + FreshAttribute.MaxAge });
        return new Person(await api.CallerAsync(api.Eve), credentials);
    }

    private async Task<bool> IsThereAsync(Person person)
    {
        var id = person.Caller.UserId.ToString();
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, id, default);
        var factor = await store.GetAsync(SecondFactorDocument.Collection, Tenant.System, id, default);
        Assert.Equal(account is null, factor is null);
        return account is not null;
    }

    private async Task OpensAsync(Person person)
    {
        foreach (var credential in person.Credentials)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(credential));
        }

        using var login = await LogInAsync();
        await ApiHost.ReadAsync(login, HttpStatusCode.OK);
    }

    private async Task OpensNothingAsync(Person person)
    {
        foreach (var credential in person.Credentials)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(credential));
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string credential)
    {
        using var response = await api.SendAsync("GET", "/api/flows", credential);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> LogInAsync() => api.Client.PostAsJsonAsync("/api/auth/login", new { email = "eve@example.com", password = ApiHost.Password });

    private async Task<System.Text.Json.Nodes.JsonNode> CallAsync(ApiHost.Person person, string path, object body, string? organization = null)
    {
        (string, string)[] headers = organization is null ? [] : [("X-Organization-Id", organization)];
        using var response = await api.SendAsync("POST", path, person.Token, JsonContent.Create(body), headers);
        return await ApiHost.ReadAsync(response, HttpStatusCode.Created);
    }

    /// <summary>The collections that hold a text anywhere, as they are on disk.</summary>
    private async Task<string> WhereAsync(string text) => await api.Get<SqliteDatabase>().ReadAsync(
        static (session, sought) =>
        {
            List<string> tables = [];
            var schema = session.Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%tenant TEXT%body TEXT%'");
            while (schema.Step())
            {
                tables.Add(schema.GetString(0)!);
            }

            Assert.True(tables.Count > 20);
            return string.Join(' ', tables.Where(table =>
            {
                var found = session.Prepare($"SELECT 1 FROM \"{table}\" WHERE instr(body, ?1) OR instr(id, ?1) OR tenant = ?1 LIMIT 1").Bind(1, sought);
                var isThere = found.Step();

                // Half read, it would keep the connection at this moment's state for whoever reads next.
                found.Reset();
                return isThere;
            }).Order(StringComparer.Ordinal).Select(table => table["doc_".Length..]));
        },
        text,
        default);

    private sealed record Person(Caller Caller, IReadOnlyList<string> Credentials);
}
