using System.Text.Json.Nodes;

namespace HiveFlow.EndToEnd.Samples;

/// <summary>What the servers around each sample were really told.</summary>
public sealed class SampleTests(SamplesRun run) : IClassFixture<SamplesRun>
{
    [Fact]
    public void Every_sample_completes_shows_its_end_and_the_program_ends_with_0()
    {
        Assert.True(run.ExitCode == 0, run.Output);
        foreach (var name in SamplesRun.Names.Where(name => name != SamplesRun.NeedsJail))
        {
            Assert.Contains($"(samples/{name}, flow ", run.Output, StringComparison.Ordinal);
        }

        Assert.Equal(SamplesRun.Names.Count - 1, run.Output.Split("✓ completed in ").Length - 1);
    }

    [Fact]
    public void Leads_are_scored_and_put_into_the_CRM_and_those_of_strangers_are_not()
    {
        var contacts = Bodies("lead-enrichment", "crm", 201);

        Assert.Equal(["ada@navigo.example 91", "grace@ironbridge.example 55"], contacts.Select(contact => $"{contact["email"]} {contact["score"]}").Order());
        Assert.Equal("joan@brightwave.example", (string?)Assert.Single(Bodies("lead-enrichment", "crm", 409))["email"]);
        Assert.Contains("GET /companies/just-founded.example", Requests("lead-enrichment", "enrichment"));
        Assert.Equal(3, run.Told("lead-enrichment", "models").Count);
    }

    [Fact]
    public void The_digest_comes_as_mail_to_each_reader_with_the_new_entries_escaped_and_without_what_is_no_web_address()
    {
        var mails = run.Told("rss-digest", "mail").Select(told => told["body"]!).ToList();

        Assert.Equal(["lead@example.com", "team@example.com"], mails.Select(mail => (string)Assert.Single(mail["to"]!.AsArray())!).Order());
        var text = Unfolded((string)mails[0]["mail"]!);
        Assert.Contains("Subject: 2 news since 2026-02-01", text, StringComparison.Ordinal);
        Assert.Contains("3.2: faster joins &amp; fewer surprises", text, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", text, StringComparison.Ordinal);
        Assert.Contains("A feed could not be read", text, StringComparison.Ordinal);
        Assert.DoesNotContain("An address that is none", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the old one", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invoice_that_the_model_read_wrongly_is_asked_for_again_and_booked_with_sums_that_fit()
    {
        Assert.Equal(2, run.Told("invoice-extraction", "models").Count);
        var bill = Assert.Single(Bodies("invoice-extraction", "books", 201));
        Assert.Equal("2026-0417 2026-02-14", $"{bill["number"]} {bill["date"]}");
        Assert.Equal(1547m, bill["total"]!.GetValue<decimal>());
        Assert.Equal(3, bill["lines"]!.AsArray().Count);
        Assert.Matches("^[0-9a-f]{64}$", (string)bill["id"]!);
    }

    [Fact]
    public void The_report_reads_every_page_and_no_more()
    {
        Assert.Equal(
            Enumerable.Range(1, 4).Select(page => $"GET /orders?page={page}&per_page=20&status=paid"), Requests("sales-report", "shop"));
        Assert.Contains("\"orders\": 70", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"revenue\": 4532.89", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alert_asks_in_the_channel_and_the_service_is_restarted_only_after_the_approval()
    {
        Assert.Contains("approved, as a person would: POST /api/runs/", run.Output, StringComparison.Ordinal);
        var restart = Assert.Single(run.Told("alert-triage", "operations"));
        Assert.Equal("POST /services/checkout/restarts", (string?)restart["request"]);
        Assert.Equal("Go ahead, the deploy is being rolled back too.", (string?)restart["body"]!["comment"]);
        Assert.Equal(
            [":rotating_light:", ":white_check_mark:"], Bodies("alert-triage", "slack", 200).Select(message => ((string)message["text"]!).Split(' ')[0]));
    }

    [Fact]
    public void Good_rows_of_the_CSV_are_posted_once_each_though_the_shop_was_busy_and_the_others_are_named()
    {
        Assert.Equal(2, Bodies("csv-to-api", "shop", 503).Count);
        Assert.Equal(["007", "C-300", "D-100", "D-101", "M-500"], Bodies("csv-to-api", "shop", 201).Select(row => (string)row["sku"]!).Order(StringComparer.Ordinal));
        Assert.Equal("L-200", (string?)Assert.Single(Bodies("csv-to-api", "shop", 409))["sku"]);
        foreach (var fault in new[] { "line 4: is in the shop already", "line 5: price", "line 7: sku is missing", "line 8: stock", "line 10: price" })
        {
            Assert.Contains(fault, run.Output, StringComparison.Ordinal);
        }
    }

    private List<string> Requests(string sample, string standIn) => [.. run.Told(sample, standIn).Select(told => (string)told["request"]!)];

    private List<JsonNode> Bodies(string sample, string standIn, int status) =>
        [.. run.Told(sample, standIn).Where(told => (int)told["status"]! == status).Select(told => told["body"]!)];

    /// <summary>Quoted-printable text without its soft line ends (RFC 2045, 6.7).</summary>
    private static string Unfolded(string mail) =>
        mail.Replace("=\n", string.Empty, StringComparison.Ordinal).Replace("=3D", "=", StringComparison.OrdinalIgnoreCase);
}
