using System.Net;
using HiveFlow.Functions.Tests.SignIn;
using HiveFlow.Identity.Sso;

namespace HiveFlow.Functions.Tests.Sso;

/// <summary>Domains are proven by the DNS, by one organization, and only while the proof stands.</summary>
public sealed class DomainTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task A_domain_is_proven_by_its_record_and_by_one_organization_alone()
    {
        var one = await Organization.NewAsync(host);
        var other = await Organization.NewAsync(host);
        var claimed = (await one.CallAsync("POST", "/api/sso/domains", new { domain = "One.Example" }, HttpStatusCode.Created))["domain"]!;
        Assert.Equal("one.example", claimed["domain"]!.GetValue<string>());
        Assert.Equal("_hiveflow-challenge.one.example", claimed["recordName"]!.GetValue<string>());
        var verify = $"/api/sso/domains/{claimed["id"]!.GetValue<string>()}/verify";
        Assert.Equal("domain_unproven", await one.RefusedAsync("POST", verify, null, HttpStatusCode.UnprocessableEntity));

        host.Stub.Records["_hiveflow-challenge.one.example"] = "hiveflow-verification=something else";
        Assert.Equal("domain_unproven", await one.RefusedAsync("POST", verify, null, HttpStatusCode.UnprocessableEntity));
        await one.ProveAsync("one.example");
        Assert.True((await one.CallAsync("GET", "/api/sso/domains"))["domains"]![0]!["isVerified"]!.GetValue<bool>());

        var theirs = (await other.CallAsync("POST", "/api/sso/domains", new { domain = "one.example" }, HttpStatusCode.Created))["domain"]!;
        Assert.NotEqual(claimed["recordValue"]!.GetValue<string>(), theirs["recordValue"]!.GetValue<string>());
        host.Stub.Records["_hiveflow-challenge.one.example"] = theirs["recordValue"]!.GetValue<string>();
        Assert.Equal("domain_taken", await other.RefusedAsync("POST", $"/api/sso/domains/{theirs["id"]!.GetValue<string>()}/verify", null, HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("example")]
    [InlineData("10.0.0.1")]
    [InlineData("a b.example")]
    [InlineData("exämple.com")]
    [InlineData("-x.example")]
    [InlineData("")]
    public async Task What_is_no_domain_is_422_naming_the_field(string domain)
    {
        var one = await Organization.NewAsync(host);
        using var response = await one.SendAsync("POST", "/api/sso/domains", new { domain });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]!["domain"]);
    }

    [Fact]
    public async Task A_proof_that_is_gone_for_a_week_proves_nothing_and_a_silent_resolver_changes_nothing()
    {
        var one = await Organization.NewAsync(host);
        await one.ProveAsync("gone.example");
        host.Stub.Records.TryRemove("_hiveflow-challenge.gone.example", out _);
        host.Stub.KnowsNames = false;
        host.Clock.Advance(TimeSpan.FromDays(30));
        await RecheckAsync();
        Assert.True(await IsProvenAsync("gone.example"));

        host.Stub.KnowsNames = true;
        host.Clock.Advance(TimeSpan.FromHours(2));
        await RecheckAsync();
        Assert.True(await IsProvenAsync("gone.example"));
        host.Clock.Advance(TimeSpan.FromDays(8));

        // The host's own job may be at it: whoever comes second leaves it to the first.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            await RecheckAsync();
        }
        while (await IsProvenAsync("gone.example"));
    }

    [Fact]
    public async Task A_proof_that_comes_back_within_the_week_counts_on()
    {
        var one = await Organization.NewAsync(host);
        await one.ProveAsync("back.example");
        var name = "_hiveflow-challenge.back.example";
        var record = host.Stub.Records[name];
        host.Stub.Records.TryRemove(name, out _);
        host.Clock.Advance(TimeSpan.FromDays(2));
        await RecheckAsync();
        host.Stub.Records[name] = record;
        host.Clock.Advance(TimeSpan.FromDays(6));
        await RecheckAsync();
        host.Stub.Records.TryRemove(name, out _);
        host.Clock.Advance(TimeSpan.FromDays(6));
        await RecheckAsync();

        Assert.True(await IsProvenAsync("back.example"));
    }

    private Task<int> RecheckAsync() => host.Get<DomainRecheck>().RunAsync(default);

    private async Task<bool> IsProvenAsync(string domain) =>
        await host.Get<HiveFlow.Storage.Documents.IDocumentStore>().GetAsync(
            VerifiedDomainDocument.Collection, HiveFlow.Storage.Documents.Tenant.System, domain, default) is not null;
}
