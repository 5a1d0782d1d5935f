using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Audit;
using HiveFlow.Billing.Alerts;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Alerts;

public sealed class AlertTests : IAsyncLifetime
{
    private AlertBell bell = null!;

    public async Task InitializeAsync() => bell = await AlertBell.StartAsync();

    public async Task DisposeAsync() => await bell.DisposeAsync();

    [Fact]
    public async Task At_80_and_at_100_percent_of_the_month_s_grant_all_owners_and_admins_are_told_once()
    {
        await bell.SpendAsync(799);
        Assert.Equal(0, await bell.LookAsync());
        await bell.SpendAsync(1);
        Assert.Equal(1, await bell.LookAsync());
        Assert.Equal(0, await bell.LookAsync());
        Assert.Equal(["ada@example.com", "bob@example.com"], bell.Mails.Select(m => m.To).Order());
        Assert.All(bell.Mails, mail => Assert.Contains("80 %", mail.Text, StringComparison.Ordinal));

        await bell.SpendAsync(200);
        Assert.Equal(1, await bell.LookAsync());
        Assert.Equal(4, bell.Mails.Count);
        Assert.Equal(4, bell.Mails.Select(m => m.Key).Distinct().Count());
    }

    [Fact]
    public async Task A_new_month_begins_anew_and_what_was_used_just_before_its_end_is_told_after_it()
    {
        await bell.SpendAsync(800);
        bell.Store.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await bell.LookAsync());

        await bell.SpendAsync(900);
        Assert.Equal(1, await bell.LookAsync());
        Assert.Equal(0, await bell.LookAsync());
        Assert.Equal(["2026-01", "2026-02"], bell.Mails.Select(m => m.Text.Contains("2026-01", StringComparison.Ordinal) ? "2026-01" : "2026-02").Distinct());
    }

    [Fact]
    public async Task Each_limit_of_the_day_is_told_of_by_itself_each_day_anew_and_the_day_before_too()
    {
        var flow = DocumentId.New(bell.Store.Clock).ToString();
        var limits = new CreditLimits { Daily = 400, Flows = new Dictionary<string, long> { [flow] = 100 } };
        Assert.True((await bell.Limits.SetAsync(bell.Store.Tenant, limits, AuditActor.System("test"), default)).IsSuccess);
        await bell.SpendAsync(100, new CreditUse(flow, null));
        Assert.Equal(2, await bell.LookAsync());

        bell.Store.Clock.Advance(TimeSpan.FromDays(1));
        await bell.SpendAsync(330);
        bell.Store.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await bell.LookAsync());
        Assert.Equal(0, await bell.LookAsync());
        Assert.Contains(flow, bell.Mails.First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organization_chooses_its_percentages_and_no_mail()
    {
        await bell.SetAsync(new AlertWish([50], IsMailed: false, WebhookUrl: null, WantsNewSecret: false));
        await bell.SpendAsync(1_000);

        Assert.Equal(1, await bell.LookAsync());
        Assert.Empty(bell.Mails);
    }

    [Fact]
    public async Task The_webhook_gets_an_event_signed_by_the_secret_that_was_shown_once()
    {
        var secret = (await bell.SetAsync(new AlertWish(null, IsMailed: false, bell.Url, WantsNewSecret: false)))!.Reveal();
        Assert.Null(await bell.SetAsync(new AlertWish(null, IsMailed: false, bell.Url, WantsNewSecret: false)));
        await bell.SpendAsync(850);
        await bell.LookAsync();

        var (headers, body) = Assert.Single(bell.Posts);
        var signed = Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}");
        var mac = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        Assert.Equal($"v1,{Convert.ToBase64String(mac)}", headers["webhook-signature"]);
        Assert.Equal(bell.Store.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), headers["webhook-timestamp"]);
        var told = JsonNode.Parse(body)!;
        Assert.Equal("credits.threshold_reached", (string)told["type"]!);
        Assert.Equal(("month", 80, 850L, 1_000L), ((string)told["data"]!["kind"]!, (int)told["data"]!["percent"]!, (long)told["data"]!["used"]!, (long)told["data"]!["most"]!));
    }

    [Fact]
    public async Task A_new_master_key_comes_to_the_webhook_s_secret_which_stays_the_same()
    {
        var secret = (await bell.SetAsync(new AlertWish(null, IsMailed: false, bell.Url, WantsNewSecret: false)))!.Reveal();

        Assert.Equal(1, await bell.RotateAsync());
        await bell.SpendAsync(850);
        await bell.LookAsync();

        var (headers, body) = Assert.Single(bell.Posts);
        var mac = HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}"));
        Assert.Equal($"v1,{Convert.ToBase64String(mac)}", headers["webhook-signature"]);
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_later_with_the_same_id_and_nobody_twice()
    {
        await bell.SetAsync(new AlertWish(null, IsMailed: true, bell.Url, WantsNewSecret: false));
        (bell.IsMailAway, bell.Status) = (true, 500);
        await bell.SpendAsync(850);
        await bell.LookAsync();
        Assert.Empty(bell.Mails);

        bell.IsMailAway = false;
        bell.Store.Clock.Advance(TimeSpan.FromMinutes(2));
        await bell.TellAsync();
        Assert.Equal(2, bell.Mails.Count);

        bell.Status = 204;
        bell.Store.Clock.Advance(TimeSpan.FromMinutes(5));
        await bell.TellAsync();
        bell.Store.Clock.Advance(TimeSpan.FromDays(1));
        await bell.TellAsync();
        Assert.Equal((2, 3), (bell.Mails.Count, bell.Posts.Count));
        Assert.Single(bell.Posts.Select(p => p.Headers["webhook-id"].ToString()).Distinct());
    }

    [Fact]
    public async Task A_webhook_that_never_answers_well_is_given_up_after_days_and_keeps_no_mail_back()
    {
        await bell.SetAsync(new AlertWish(null, IsMailed: true, bell.Url, WantsNewSecret: false));
        bell.Status = 410;
        await bell.SpendAsync(850);
        await bell.LookAsync();
        for (var hours = 0; hours < 30; hours++)
        {
            bell.Store.Clock.Advance(TimeSpan.FromHours(7));
            await bell.TellAsync();
        }

        Assert.Equal((2, 16), (bell.Mails.Count, bell.Posts.Count));
    }

    [Theory]
    [InlineData(null, "http://example.com/")]
    [InlineData(null, "https://ada:secret@example.com/")]
    [InlineData(null, "ftp://example.com/")]
    [InlineData(null, "credits")]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("101", null)]
    [InlineData("80,80", null)]
    [InlineData("1,2,3,4,5,6", null)]
    public async Task Settings_out_of_their_bounds_are_refused(string? thresholds, string? url)
    {
        var at = thresholds?.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => int.Parse(t, CultureInfo.InvariantCulture)).ToList();
        var set = await bell.Desk.SetAsync(bell.Store.Tenant, new AlertWish(at, true, url, false), AuditActor.System("test"), default);

        Assert.Equal("validation_failed", set.Error?.Code.Value);
    }
}
