using HiveFlow.Errors;

namespace HiveFlow.Metering.Tests.Billing;

public sealed class PaymentEventTests : IAsyncDisposable
{
    private const long Grant = Shop.Grant;
    private readonly Shop shop = new();

    [Fact]
    public async Task A_payment_gives_its_credits_once_however_often_and_by_whichever_event_it_is_told()
    {
        var paid = StripeEvent.Paid("evt_1", "cs_1", "pi_1", shop.Organization, 500);
        await shop.TellAsync(paid);
        await shop.TellAsync(paid);
        await shop.TellAsync(StripeEvent.Paid("evt_2", "cs_1", "pi_1", shop.Organization, 500, "checkout.session.async_payment_succeeded"));

        Assert.Equal((Grant + 500, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task One_event_told_32_times_at_once_gives_once()
    {
        var paid = StripeEvent.Paid("evt_1", "cs_1", "pi_1", shop.Organization, 500);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => shop.TellAsync(paid))));

        Assert.Equal((Grant + 500, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task What_is_not_paid_yet_gives_nothing_until_it_is()
    {
        await shop.TellAsync(StripeEvent.Paid("evt_1", "cs_1", "pi_1", shop.Organization, 500, status: "unpaid"));
        Assert.Equal((Grant, 0), await shop.StandsAsync());

        await shop.TellAsync(StripeEvent.Paid("evt_2", "cs_1", "pi_1", shop.Organization, 500, "checkout.session.async_payment_succeeded"));
        Assert.Equal((Grant + 500, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task A_refund_takes_back_its_share_and_a_dispute_the_rest_until_it_is_won()
    {
        await shop.PayAsync("pi_1", 1_000);

        await shop.TellAsync(StripeEvent.Refund("evt_1", "pi_1", 50));
        await shop.TellAsync(StripeEvent.Refund("evt_1", "pi_1", 50));
        Assert.Equal((Grant + 500, 0), await shop.StandsAsync());
        await shop.TellAsync(StripeEvent.Dispute("evt_2", "pi_1", "charge.dispute.created", "needs_response"));
        Assert.Equal((Grant, 0), await shop.StandsAsync());
        await shop.TellAsync(StripeEvent.Dispute("evt_3", "pi_1", "charge.dispute.closed", "won"));
        Assert.Equal((Grant + 500, 0), await shop.StandsAsync());

        // Told late, the older word changes nothing.
        await shop.TellAsync(StripeEvent.Dispute("evt_4", "pi_1", "charge.dispute.funds_withdrawn", "under_review"));
        await shop.TellAsync(StripeEvent.Refund("evt_5", "pi_1", 20));
        Assert.Equal((Grant + 500, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task An_inquiry_takes_nothing_and_the_dispute_it_becomes_its_amount()
    {
        await shop.PayAsync("pi_1", 1_000);
        await shop.TellAsync(StripeEvent.Dispute("evt_1", "pi_1", "charge.dispute.created", "warning_needs_response"));
        Assert.Equal((Grant + 1_000, 0), await shop.StandsAsync());

        await shop.TellAsync(StripeEvent.Dispute("evt_2", "pi_1", "charge.dispute.updated", "needs_response", 30));
        await shop.TellAsync(StripeEvent.Dispute("evt_3", "pi_1", "charge.dispute.closed", "lost", 30));

        Assert.Equal((Grant + 700, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task What_is_spent_already_stays_owed_and_is_taken_from_what_comes_in_never_below_nothing()
    {
        await shop.PayAsync("pi_1", 1_000);
        await shop.SpendAllButAsync(200);

        await shop.TellAsync(StripeEvent.Refund("evt_1", "pi_1", 100));
        Assert.Equal((0, 800), await shop.StandsAsync());

        await shop.PayAsync("pi_2", 300);
        Assert.Equal((300, 800), await shop.StandsAsync());
        Assert.False(await shop.Debts.CollectAsync(shop.Store.Clock.GetUtcNow().AddMinutes(1), default));
        Assert.Equal((0, 500), await shop.StandsAsync());

        await shop.PayAsync("pi_3", 600);
        await shop.Debts.CollectAsync(shop.Store.Clock.GetUtcNow().AddMinutes(1), default);
        await shop.Debts.CollectAsync(shop.Store.Clock.GetUtcNow().AddMinutes(1), default);
        Assert.Equal((100, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task What_is_asked_back_before_its_payment_is_told_counts_as_soon_as_it_is()
    {
        await shop.TellAsync(StripeEvent.Refund("evt_1", "pi_1", 100));
        Assert.Equal((Grant, 0), await shop.StandsAsync());

        await shop.PayAsync("pi_1", 1_000);

        Assert.Equal((Grant, 0), await shop.StandsAsync());
    }

    [Fact]
    public async Task Events_of_other_sales_of_the_same_account_change_nothing()
    {
        await shop.TellAsync(StripeEvent.Paid("evt_1", "cs_1", "pi_1", "no organization", 500));
        await shop.TellAsync(StripeEvent.Paid("evt_2", "cs_2", "pi_2", shop.Organization, -500));
        await shop.TellAsync("""{"id":"evt_3","object":"event","api_version":"2099-01-01","type":"something.new","data":{"object":{"id":"x","object":"something"} } }""");

        Assert.Equal((Grant, 0), await shop.StandsAsync());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public async Task A_signature_counts_within_its_tolerance_alone(int seconds, bool isTaken)
    {
        var body = StripeEvent.Paid("evt_1", "cs_1", "pi_1", shop.Organization, 500);
        var taken = await shop.Events.TakeAsync(body, StripeEvent.Signature(body, Shop.Secret, shop.Store.Clock.GetUtcNow().AddSeconds(seconds)), default);

        Assert.Equal(isTaken ? null : "billing_signature_invalid", taken.Error?.Code.Value);
        Assert.Equal((isTaken ? Grant + 500 : Grant, 0), await shop.StandsAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("t")]
    [InlineData("=,=")]
    [InlineData("t=,v1=")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=NOW,v1=")]
    [InlineData("t=NOW,v1=zz,v1=00")]
    [InlineData("t=NOW,v0=GOOD")]
    [InlineData("v1=GOOD")]
    [InlineData("t=NOW,t=1,v1=GOOD0")]
    public async Task No_other_signature_is_taken_whatever_it_is(string header)
    {
        var body = StripeEvent.Paid("evt_1", "cs_1", "pi_1", shop.Organization, 500);
        var good = StripeEvent.Signature(body, Shop.Secret, shop.Store.Clock.GetUtcNow()).Split(',', '=');
        header = header.Replace("NOW", good[1], StringComparison.Ordinal).Replace("GOOD", good[3], StringComparison.Ordinal);

        Assert.Equal("billing_signature_invalid", (await shop.Events.TakeAsync(body, header, default)).Error?.Code.Value);
        Assert.Equal("billing_signature_invalid", (await shop.Events.TakeAsync(body, null, default)).Error?.Code.Value);
        var changed = body.Replace("500", "900", StringComparison.Ordinal);
        Assert.Equal("billing_signature_invalid", (await shop.Events.TakeAsync(changed, $"t={good[1]},v1={good[3]}", default)).Error?.Code.Value);
        Assert.Equal((Grant, 0), await shop.StandsAsync());
    }

    public ValueTask DisposeAsync() => shop.DisposeAsync();
}
