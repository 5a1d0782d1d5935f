using System.Net.Http.Json;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Sessions;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>One organization, Ada's, with somebody of every role, keys of every scope, and an operator; made once for all walks.</summary>
internal sealed class Crew
{
    private static readonly SemaphoreSlim Making = new(1);
    private static Crew? made;

    private readonly Dictionary<string, (string Credential, string? Organization)> members = [];

    private Crew(string organization) => Organization = organization;

    /// <summary>Ada's organization.</summary>
    public string Organization { get; }

    /// <summary>Everybody's name, in the order of the table.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "nobody", "viewer", "member", "admin", "owner", "operator", "read key", "write key", "execute key", "viewer's key",
    ];

    /// <summary>Makes them, the first time.</summary>
    public static async Task<Crew> OfAsync(ApiHost api)
    {
        await Making.WaitAsync();
        try
        {
            return made ??= await MakeAsync(api);
        }
        finally
        {
            Making.Release();
        }
    }

    /// <summary>The credential of somebody of the crew; <c>nobody</c> has none.</summary>
    public string CredentialOf(string name) => members[name].Credential;

    /// <summary>Asks the gate, as somebody of the crew, whether they may; the function itself does not run.</summary>
    public Task<HttpResponseMessage> AskAsync(ApiHost api, string name, string method, string path)
    {
        var (credential, organization) = name == "nobody" ? (null, null) : members[name];
        var content = method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", null, "application/json") : null;
        return organization is null
            ? api.SendAsync(method, path, credential, content, GateWalk.Stop)
            : api.SendAsync(method, path, credential, content, GateWalk.Stop, ("X-Organization-Id", organization));
    }

    /// <summary>A person with that role in an organization.</summary>
    public static async Task<ApiHost.Person> JoinAsync(ApiHost api, string email, string organization, string role)
    {
        var person = await api.RegisterAsync(email, "Somebody");
        await SetRoleAsync(api, await api.CallerAsync(person), organization, role);
        return person;
    }

    /// <summary>Puts a role into the store as it is, known or not.</summary>
    public static async Task SetRoleAsync(ApiHost api, Caller person, string organization, string role)
    {
        var id = MemberDocument.IdOf(organization, person.UserId.ToString());
        var member = new MemberDocument(organization, person.UserId.ToString(), role, person.FactorAt ?? default);
        var written = await api.Get<IDocumentStore>().WriteAsync(
            [DocumentWrite.Upsert(MemberDocument.Collection, Tenant.System, id, member)], default);
        Assert.True(written.IsApplied);
        api.Get<Revocations>().Publish(RevocationKind.User, person.UserId.ToString());
    }

    /// <summary>Changes what is known of a session.</summary>
    public static async Task SetSessionAsync(ApiHost api, ApiHost.Person person, Func<SessionDocument, SessionDocument> change)
    {
        var id = (await api.CallerAsync(person)).SessionId!;
        var session = await api.Get<IDocumentStore>().GetAsync(SessionDocument.Collection, Tenant.System, id, default);
        var written = await api.Get<IDocumentStore>().WriteAsync(
            [DocumentWrite.Upsert(SessionDocument.Collection, Tenant.System, id, change(session!.Document))], default);
        Assert.True(written.IsApplied);
        api.Get<Revocations>().Publish(RevocationKind.Session, id);
    }

    private static async Task<Crew> MakeAsync(ApiHost api)
    {
        var organization = (await api.CallerAsync(api.Ada)).OrganizationId.ToString();
        var crew = new Crew(organization);
        foreach (var role in new[] { "viewer", "member", "admin" })
        {
            var person = await JoinAsync(api, $"{role}@example.com", organization, role);
            await StayFreshAsync(api, person);
            crew.members[role] = (person.Token, organization);
            if (role == "viewer")
            {
                crew.members["viewer's key"] = (await KeyAsync(api, person, organization), null);
            }
        }

        var owner = await api.LogInAsync(api.Ada.Email);
        await StayFreshAsync(api, owner);
        crew.members["owner"] = (owner.Token, null);
        var boss = await api.RegisterAsync(ApiHost.OperatorEmail, "Operator");
        await SetSessionAsync(api, boss, s => s with { Method = SessionStart.Totp });
        await StayFreshAsync(api, boss);
        crew.members["operator"] = (boss.Token, null);
        foreach (var scope in new[] { "read", "write", "execute" })
        {
            crew.members[$"{scope} key"] = ((await api.NewKeyAsync(api.Ada, scope)).Key, null);
        }

        return crew;
    }

    // However long the walk takes.
    public static Task StayFreshAsync(ApiHost api, ApiHost.Person person) =>
        SetSessionAsync(api, person, s => s with { FactorAt = s.CreatedAt + FreshAttribute.MaxAge + TimeSpan.FromHours(1) });

    private static async Task<string> KeyAsync(ApiHost api, ApiHost.Person person, string organization)
    {
        using var response = await api.SendAsync(
            "POST",
            "/api/auth/api-keys",
            person.Token,
            JsonContent.Create(new { name = "key", permissions = new[] { "read", "write", "execute" } }),
            ("X-Organization-Id", organization));
        return (await ApiHost.ReadAsync(response, System.Net.HttpStatusCode.Created))["apiKey"]!["key"]!.GetValue<string>();
    }
}
