using HiveFlow.Audit;
using HiveFlow.Billing;
using HiveFlow.Billing.Payments;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests.Billing;

public sealed class CheckoutTests : IAsyncLifetime
{
    private static readonly Uri Home = new("https://hive.example.com/");
    private readonly Shop shop = new();
    private StripeServer stripe = null!;
    private ServiceProvider outgoing = null!;

    public async Task InitializeAsync()
    {
        stripe = await StripeServer.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(new OutgoingOptions { Allow = [stripe.Authority] }));
        outgoing = services.AddOutgoing().BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await outgoing.DisposeAsync();
        await stripe.DisposeAsync();
        await shop.DisposeAsync();
    }

    [Fact]
    public async Task A_session_says_what_is_bought_by_whom_and_the_payment_it_leads_to_gives_just_that()
    {
        var opened = (await OpenAsync("small", 3, "a")).Value!;

        Assert.Equal(("cs_test_1", "https://checkout.stripe.com/c/pay/cs_test_1", 1_500L), (opened.Id, opened.Url, opened.Millicredits));
        var session = Assert.Single(stripe.Sessions);
        Assert.Equal("payment", session["mode"]);
        Assert.Equal("3", session["line_items[0][quantity]"]);
        Assert.Equal(Home.ToString(), session["success_url"]);
        Assert.Equal(shop.Organization, session["metadata[hiveflow_organization]"]);
        Assert.Equal(session["metadata[hiveflow_millicredits]"], session["payment_intent_data[metadata][hiveflow_millicredits]"]);

        await shop.TellAsync(StripeEvent.Paid(
            "evt_1", opened.Id, "pi_1", session["metadata[hiveflow_organization]"], long.Parse(session["metadata[hiveflow_millicredits]"], null)));
        Assert.Equal((Shop.Grant + 1_500, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task The_same_request_again_opens_no_second_session()
    {
        Assert.Equal((await OpenAsync("small", 1, "a")).Value, (await OpenAsync("small", 1, "a")).Value);
        Assert.Single(stripe.Sessions);

        await OpenAsync("small", 1, "b");
        Assert.Equal(2, stripe.Sessions.Count);
    }

    [Theory]
    [InlineData("small", 0, "validation_failed")]
    [InlineData("small", 101, "validation_failed")]
    [InlineData("large", 1, "validation_failed")]
    [InlineData(null, 1, "validation_failed")]
    [InlineData("lost", 1, "billing_failed")]
    public async Task What_is_not_sold_is_refused(string? pack, int quantity, string code)
    {
        Assert.Equal(code, (await OpenAsync(pack, quantity, "a")).Error?.Code.Value);
        Assert.Empty(stripe.Sessions);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>")]
    [InlineData(429, """{"error":{"type":"rate_limit_error","message":"slow down"}}""")]
    public async Task A_Stripe_that_answers_nonsense_is_a_failure_that_may_be_tried_again(int status, string body)
    {
        stripe.Instead = (status, body);
        Assert.Equal("billing_failed", (await OpenAsync("small", 1, "a")).Error?.Code.Value);

        stripe.Instead = null;
        Assert.True((await OpenAsync("small", 1, "a")).IsSuccess);
    }

    [Fact]
    public async Task A_Stripe_that_is_not_there_and_a_wrong_key_are_failures_and_without_a_key_nothing_is_sold()
    {
        Assert.Equal("billing_failed", (await OpenAsync("small", 1, "a", Shop.Settings(stripe.Url) with { SecretKey = new Errors.Secret("sk_other") })).Error?.Code.Value);
        Assert.Equal("billing_off", (await OpenAsync("small", 1, "a", Shop.Settings(stripe.Url) with { SecretKey = null })).Error?.Code.Value);
        var gone = Shop.Settings(stripe.Url);
        await stripe.DisposeAsync();
        Assert.Equal("billing_failed", (await OpenAsync("small", 1, "a", gone)).Error?.Code.Value);
    }

    private async Task<Errors.Result<Checkout>> OpenAsync(string? pack, int quantity, string requestId, BillingOptions? settings = null)
    {
        var desk = new CheckoutDesk(
            outgoing.GetRequiredService<OutgoingHttp>(), shop.Bank.Audit, Options.Create(settings ?? Shop.Settings(stripe.Url)), NullLogger<CheckoutDesk>.Instance);
        return await desk.OpenAsync(shop.Store.Organization, new PackWish(pack, quantity), Home, requestId, AuditActor.System("test"), default);
    }
}
