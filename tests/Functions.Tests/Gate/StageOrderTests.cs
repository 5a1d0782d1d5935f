using System.Net;
using System.Text;
using HiveFlow.Audit;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>The gate as a whole: a request with several faults gets the answer of the first stage that minds one.</summary>
public sealed class StageOrderTests : IAsyncLifetime
{
    private const string Path = "/api/flows";
    private ApiHost api = null!;
    private string writer = null!;
    private string reader = null!;

    // The stages in order, each with what makes it refuse.
    private static readonly string[] Stages = ["size", "origin", "values", "credential", "rate", "scope", "key", "body"];

    public async Task InitializeAsync()
    {
        api = await ApiHost.StartAsync(null, new Dictionary<string, string?>
        {
            ["HiveFlow:Limits:Factor"] = "1",
            ["HiveFlow:Limits:Plans:default:Key:PerMinute"] = "1",
            ["HiveFlow:Limits:Plans:default:Key:Burst"] = "4",
        });
        writer = (await api.NewKeyAsync(api.Ada, "read", "write")).Key;
        reader = (await api.NewKeyAsync(api.Ada, "read")).Key;
    }

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task A_request_with_several_faults_is_answered_by_the_first_stage_that_minds_one()
    {
        Assert.Equal("body_too_large", await SendAsync("size", HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("origin_forbidden", await SendAsync("origin", HttpStatusCode.Forbidden));
        Assert.Equal("a is given more than once.", await SendAsync("values", HttpStatusCode.BadRequest, "detail"));
        Assert.Equal("credential_invalid", await SendAsync("credential", HttpStatusCode.Unauthorized));

        // Whoever is refused for a scope has spent one of the requests they may make; once they have none, that is what is said.
        Assert.Equal("scope_missing", await SendAsync("scope", HttpStatusCode.Forbidden));
        var code = "scope_missing";
        for (var more = 0; more < 100 && code == "scope_missing"; more++)
        {
            code = await SendAsync("rate", null);
        }

        Assert.Equal("rate_limited", code);
        Assert.StartsWith("Idempotency-Key must be", await SendAsync("key", HttpStatusCode.BadRequest, "detail"), StringComparison.Ordinal);
        Assert.Equal("validation_failed", await SendAsync("body", HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Only_what_a_known_caller_was_forbidden_is_in_the_audit_log_and_what_passes_all_stages_reaches_the_function()
    {
        foreach (var (stage, status) in new[]
        {
            ("origin", HttpStatusCode.Forbidden), ("credential", HttpStatusCode.Unauthorized), ("key", HttpStatusCode.BadRequest), ("scope", HttpStatusCode.Forbidden),
        })
        {
            await SendAsync(stage, status);
        }

        using var made = await api.SendAsync("POST", Path, writer, Json("""{"name":"one","nodes":[],"edges":[]}"""), ("Idempotency-Key", "once"));
        await ApiHost.ReadAsync(made, HttpStatusCode.Created);

        var caller = (await api.Get<Authenticator>().AuthenticateAsync(reader, null, null, default)).Value!;
        IReadOnlyList<Stored<AuditEntry>> refused = [];
        var began = TimeProvider.System.GetTimestamp();
        while (refused.Count == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "It is not in the audit log.");
            var query = new DocumentQuery(AuditEntry.Collection.Indexes[0].Name) { Limit = 200, Descending = true };
            var page = await api.Get<IDocumentStore>().QueryAsync(AuditEntry.Collection, caller.Tenant, query, default);
            refused = [.. page.Items.Where(e => e.Document.Action == "request.refused")];
        }

        Assert.Equal("scope_missing", Assert.Single(refused).Document.Details["code"]);
    }

    // Faults in this stage and in all after it.
    private async Task<string> SendAsync(string from, HttpStatusCode? expected, string told = "code")
    {
        var faults = Stages[Array.IndexOf(Stages, from)..];
        var id = $"order-{from}";
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = Json(faults.Contains("size") ? new string(' ', (int)Routes.Rule("Flows_Create").MaxBodyBytes + 1) : """{"nonsense":1}"""),
        };
        request.Headers.Add("X-Request-Id", id);
        if (faults.Contains("origin"))
        {
            request.Headers.Add("Origin", "https://evil.example.com");
        }

        if (faults.Contains("values"))
        {
            request.RequestUri = new Uri($"{Path}?a=1&a=2", UriKind.Relative);
        }

        if (faults.Contains("key"))
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", new string('k', 256));
        }

        var credential = faults.Contains("credential") ? "hf_nobody" : faults.Contains("scope") ? reader : writer;
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(expected ?? response.StatusCode, response.StatusCode);
        Assert.Equal(id, Assert.Single(response.Headers.GetValues("X-Request-Id")));
        return (await Problem.OfAsync(response))[told]!.GetValue<string>();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
