using System.Net;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.ModelServer;

namespace HiveFlow.Functions.Tests.Billing;

/// <summary>Buying credits over HTTP; what events do is tested with the capability.</summary>
public sealed class BillingFunctionTests
{
    private const string Secret = "whsec_test_of_hiveflow";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["HiveFlow:Billing:SecretKey"] = "sk_test_of_hiveflow",
        ["HiveFlow:Billing:WebhookSecrets:0"] = Secret,
        ["HiveFlow:Billing:Packs:small:Price"] = "price_small",
        ["HiveFlow:Billing:Packs:small:Millicredits"] = "1000000",
    };

    [Fact]
    public async Task An_admin_is_sent_to_pay_and_the_signed_event_of_the_payment_adds_the_credits()
    {
        await using var club = await Club.StartAsync(Settings);
        club.Api.Models.Decide = request => request.Line == "POST /v1/checkout/sessions"
            ? new ScriptedAnswer { Raw = """{"id":"cs_1","object":"checkout.session","url":"https://checkout.stripe.com/c/pay/cs_1"}""" }
            : null;
        Assert.Equal("small", (await club.CallAsync(club.Ada, "GET", "api/credits/packs"))["packs"]![0]!["name"]!.GetValue<string>());
        var viewer = await club.JoinAsync("vera@example.com", "viewer");
        Assert.Equal("role_missing", await club.FailAsync(viewer, "POST", "api/credits/checkout", new { pack = "small" }, HttpStatusCode.Forbidden));

        var checkout = (await club.CallAsync(club.Ada, "POST", "api/credits/checkout", new { pack = "small" }, HttpStatusCode.Created))["checkout"]!;

        Assert.Equal("https://checkout.stripe.com/c/pay/cs_1", checkout["url"]!.GetValue<string>());
        Assert.Equal("Bearer sk_test_of_hiveflow", Assert.Single(club.Api.Models.Requests).Headers["Authorization"]);
        var before = await AvailableAsync(club);
        var body = $$$"""
            {"id":"evt_1","object":"event","type":"checkout.session.completed","data":{"object":{"id":"cs_1","object":"checkout.session","payment_status":"paid",
            "payment_intent":"pi_1","amount_total":100,"metadata":{"hiveflow_organization":"{{{club.Id}}}","hiveflow_millicredits":"1000000"} } } }
            """;
        Assert.Equal(HttpStatusCode.BadRequest, await TellAsync(club, body, "t=1,v1=00"));
        Assert.Equal(before, await AvailableAsync(club));
        Assert.Equal(HttpStatusCode.OK, await TellAsync(club, body, Sign(body, club.Clock.GetUtcNow())));
        Assert.Equal(before + 1_000_000, await AvailableAsync(club));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sold_and_no_event_is_taken()
    {
        await using var club = await Club.StartAsync();

        Assert.Empty((await club.CallAsync(club.Ada, "GET", "api/credits/packs"))["packs"]!.AsArray());
        Assert.Equal("billing_off", await club.FailAsync(club.Ada, "POST", "api/credits/checkout", new { pack = "small" }, HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.NotFound, await TellAsync(club, "{}", Sign("{}", club.Clock.GetUtcNow())));
    }

    private static string Sign(string body, DateTimeOffset at)
    {
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{at.ToUnixTimeSeconds()}.{body}"));
        return $"t={at.ToUnixTimeSeconds()},v1={Convert.ToHexStringLower(mac)}";
    }

    private static async Task<HttpStatusCode> TellAsync(Club club, string body, string signature)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await club.Api.SendAsync("POST", "api/credits/stripe", null, content, ("Stripe-Signature", signature));
        return response.StatusCode;
    }

    private static async Task<long> AvailableAsync(Club club) => (await club.CallAsync(club.Ada, "GET", "api/credits"))["credits"]!["available"]!.GetValue<long>();
}
