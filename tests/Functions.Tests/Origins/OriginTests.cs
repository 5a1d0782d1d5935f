using System.Net;
using HiveFlow.Functions.Tests.SignIn;
using HiveFlow.Functions.Tests.Sso;

namespace HiveFlow.Functions.Tests.Origins;

/// <summary>Origins are named exactly, proven before they count, and bounded in number.</summary>
public sealed class OriginTests(SignInHost host) : IClassFixture<SignInHost>
{
    private static Organization? shared;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://*.example.com")]
    [InlineData("http://app.example.com")]
    [InlineData("https://App.example.com")]
    [InlineData("HTTPS://app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com?x")]
    [InlineData("https://app.example.com#x")]
    [InlineData("https://app.example.com:443")]
    [InlineData("https://app.example.com:0443")]
    [InlineData("https://app.example.com:70000")]
    [InlineData("https://app.example.com.")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://example")]
    [InlineData("https://203.0.113.7")]
    [InlineData("https://0xcb007107")]
    [InlineData("https://[2001:db8::1]")]
    [InlineData("https://äpp.example.com")]
    [InlineData(" https://app.example.com")]
    [InlineData("https://app.example.com\n")]
    [InlineData("https://app_1.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("chrome-extension://abcdefghijklmnopabcdefghijklmnop")]
    public async Task What_browsers_would_not_write_so_is_422_naming_the_field(string origin)
    {
        var one = await OrganizationAsync();
        using var response = await one.SendAsync("POST", "/api/origins", new { origin });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]!["origin"]);
    }

    [Fact]
    public async Task An_origin_is_proven_by_its_own_record_and_naming_it_again_gives_the_same()
    {
        var one = await Organization.NewAsync(host);
        var named = (await one.CallAsync("POST", "/api/origins", new { origin = "https://app.record.example:8443" }, HttpStatusCode.Created))["origin"]!;
        Assert.Equal("_hiveflow-origin.app.record.example", named["recordName"]!.GetValue<string>());
        Assert.Equal("https://app.record.example:8443/.well-known/hiveflow-origin.txt", named["fileUrl"]!.GetValue<string>());
        var again = (await one.CallAsync("POST", "/api/origins", new { origin = "https://app.record.example:8443" }, HttpStatusCode.Created))["origin"]!;
        Assert.Equal(named.ToJsonString(), again.ToJsonString());

        var verify = $"/api/origins/{named["id"]!.GetValue<string>()}/verify";
        host.Stub.Records["_hiveflow-origin.app.record.example"] = "hiveflow-origin=something else";
        Assert.Equal("origin_unproven", await one.RefusedAsync("POST", verify, null, HttpStatusCode.UnprocessableEntity));
        host.Stub.Records["_hiveflow-origin.app.record.example"] = named["recordValue"]!.GetValue<string>();
        Assert.True((await one.CallAsync("POST", verify))["origin"]!["isVerified"]!.GetValue<bool>());
        Assert.True((await one.CallAsync("GET", "/api/origins"))["origins"]![0]!["isVerified"]!.GetValue<bool>());

        var audit = (await one.CallAsync("GET", "/api/audit"))["entries"]!.AsArray().Select(e => e!["action"]!.GetValue<string>()).ToList();
        Assert.Contains("origin.added", audit);
        Assert.Contains("origin.verified", audit);
    }

    [Fact]
    public async Task An_origin_is_proven_by_a_file_that_it_serves_itself_and_not_by_where_it_sends_us()
    {
        var one = await Organization.NewAsync(host);
        var named = (await one.CallAsync("POST", "/api/origins", new { origin = host.Stub.Issuer }, HttpStatusCode.Created))["origin"]!;
        var (verify, value) = ($"/api/origins/{named["id"]!.GetValue<string>()}/verify", named["recordValue"]!.GetValue<string>());
        host.Stub.Elsewhere = value;
        Assert.Equal("origin_unproven", await one.RefusedAsync("POST", verify, null, HttpStatusCode.UnprocessableEntity));
        host.Stub.OriginFile = $"x{value}\n";
        Assert.Equal("origin_unproven", await one.RefusedAsync("POST", verify, null, HttpStatusCode.UnprocessableEntity));

        host.Stub.OriginFile = $"hiveflow-origin=another\r\n{value}\r\n";
        Assert.True((await one.CallAsync("POST", verify))["origin"]!["isVerified"]!.GetValue<bool>());
    }

    [Fact]
    public async Task What_is_anothers_looks_like_nothing()
    {
        var (one, other) = (await Organization.NewAsync(host), await Organization.NewAsync(host));
        var id = (await one.CallAsync("POST", "/api/origins", new { origin = "https://mine.example" }, HttpStatusCode.Created))["origin"]!["id"]!.GetValue<string>();

        Assert.Equal("not_found", await other.RefusedAsync("POST", $"/api/origins/{id}/verify", null, HttpStatusCode.NotFound));
        Assert.Equal("not_found", await other.RefusedAsync("DELETE", $"/api/origins/{id}", null, HttpStatusCode.NotFound));
        Assert.Empty((await other.CallAsync("GET", "/api/origins"))["origins"]!.AsArray());
    }

    [Fact]
    public async Task Sixty_four_at_once_leave_fifty()
    {
        var one = await Organization.NewAsync(host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async n =>
        {
            using var answer = await one.SendAsync("POST", "/api/origins", new { origin = $"https://app{n}.many.example" });
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.True(status is HttpStatusCode.Created or HttpStatusCode.Conflict, status.ToString()));
        var left = (await one.CallAsync("GET", "/api/origins"))["origins"]!.AsArray().Count;
        Assert.Equal(answers.Count(status => status == HttpStatusCode.Created), left);
        Assert.Equal(50, left);
        Assert.Equal("origin_limit", await one.RefusedAsync("POST", "/api/origins", new { origin = "https://one.more.example" }, HttpStatusCode.Conflict));
    }

    // One for all rows: each registration costs a hash.
    private async Task<Organization> OrganizationAsync() => shared ??= await Organization.NewAsync(host);
}
