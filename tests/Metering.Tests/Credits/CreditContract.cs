using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Queueing;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>What holding and settling promise, whatever counts what is available.</summary>
public abstract class CreditContract : CreditFillingContract
{
    [RedisFact]
    public async Task Twenty_simultaneous_reservations_of_75_against_500_grant_exactly_six()
    {
        var bank = Make(500);

        var held = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await bank.Book.HoldAsync(Store.Tenant, 75, default))));

        Assert.Equal(6, held.Count(hold => hold.IsSuccess));
        Assert.All(held.Where(hold => !hold.IsSuccess), hold => Assert.Equal("credits_insufficient", hold.Error!.Code.Value));
    }

    [RedisFact]
    public async Task Nobody_is_refused_between_the_grant_s_entry_in_the_ledger_and_whoever_wrote_it_adding_it()
    {
        var (first, second) = (Make(500), Make(500));
        await first.Hot.TakeAsync(Store.Tenant, 0, default);
        var month = Store.Clock.GetUtcNow().ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var entry = new CreditEntry(CreditEntryKinds.Grant, 500, 0, Store.Clock.GetUtcNow());
        Assert.True((await Store.Documents.WriteAsync(CreditLedger.Add(Store.Tenant, $"grant/{month}", entry), default)).IsApplied);

        Assert.True((await first.Book.HoldAsync(Store.Tenant, 75, default)).IsSuccess);
        Assert.True((await second.Book.HoldAsync(Store.Tenant, 75, default)).IsSuccess);

        await first.Hot.GrantAsync(Store.Tenant, 500, month, entry.At, default);
        Assert.Equal(IsShared ? 350 : 425, (await first.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_refusal_says_what_is_missing_and_where_to_top_up()
    {
        var refused = await Make(500).Book.HoldAsync(Store.Tenant, 600, default);

        Assert.Equal("This needs 600 millicredits and 500 are available: 100 are missing. Top up at https://example.com/top-up.", refused.Error!.Message);
    }

    [RedisFact]
    public async Task A_run_is_settled_once_however_often_it_is_said()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);

        Assert.True(await SettleAsync(bank, "run", 300, 120));
        Assert.False(await SettleAsync(bank, "run", 300, 120));

        Assert.Equal(new CreditBalance(880, 0), await bank.Book.ReadAsync(Store.Tenant, default));
        Assert.Equal(880, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_month_gives_its_grant_once_and_what_was_left_of_the_last_lapses()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);
        await SettleAsync(bank, "run", 300, 300);
        await bank.Book.ReadAsync(Store.Tenant, default);

        Store.Clock.Advance(TimeSpan.FromDays(31));
        await bank.Book.ReadAsync(Store.Tenant, default);
        await Make(1_000).Book.ReadAsync(Store.Tenant, default);

        Assert.Equal(new CreditBalance(1_000, 0), await bank.Ledger.ReadAsync(Store.Tenant, default));
        Assert.Equal(1_000, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        var entries = (await bank.Ledger.ListAsync(Store.Tenant, 50, null, default)).Items;
        Assert.Equal(-700, Assert.Single(entries, e => e.Document.Kind == CreditEntryKinds.Expiry).Document.Amount);
    }

    [RedisFact]
    public async Task Of_64_at_once_a_limit_lets_in_exactly_as_many_as_it_allows()
    {
        var (bank, key) = (Make(100_000), DocumentId.New(Store.Clock).ToString());
        await LimitAsync(bank, new CreditLimits { Keys = new Dictionary<string, long> { [key] = 500 } });

        var held = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(_ => Task.Run(async () => await bank.Book.HoldAsync(Store.Tenant, 75, new CreditUse(null, key), default))));

        Assert.Equal(6, held.Count(hold => hold.IsSuccess));
        Assert.All(held.Where(hold => !hold.IsSuccess), hold => Assert.Equal("credits_limit_reached", hold.Error!.Code.Value));
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 75, CreditUse.Other, default)).IsSuccess);
    }

    [RedisFact]
    public async Task Limits_that_are_set_while_a_hold_is_on_its_way_count_from_then_on_and_give_nothing_back()
    {
        var (bank, other) = (Make(1_000), Make(1_000));
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 300, default)).IsSuccess);

        await LimitAsync(IsShared ? other : bank, new CreditLimits { Daily = 100 });
        Assert.Equal(700, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(Store.Tenant, 101, default)).Error?.Code.Value);
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 100, default)).IsSuccess);
        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(Store.Tenant, 1, default)).Error?.Code.Value);

        await LimitAsync(bank, CreditLimits.None);
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 600, default)).IsSuccess);
        Assert.Equal(0, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_limit_counts_what_is_held_until_it_is_given_back_and_begins_anew_each_day()
    {
        var (bank, flow) = (Make(100_000), DocumentId.New(Store.Clock).ToString());
        var use = new CreditUse(flow, null);
        await LimitAsync(bank, new CreditLimits { Flows = new Dictionary<string, long> { [flow] = 300 } });
        var hold = (await bank.Book.HoldAsync(Store.Tenant, 300, use, default)).Value!;
        await Store.Documents.WriteAsync(CreditBook.Opened(Store.Tenant, "run", hold, 300), default);
        Assert.False((await bank.Book.HoldAsync(Store.Tenant, 1, use, default)).IsSuccess);

        await SettleAsync(bank, "run", 300, 100, hold);
        await bank.Hot.DropAsync(Store.Tenant, default);

        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(Store.Tenant, 201, use, default)).Error?.Code.Value);
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 200, use, default)).IsSuccess);
        Store.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 300, use, default)).IsSuccess);
    }

    [RedisFact]
    public async Task A_hold_whose_process_died_before_the_ledger_knew_is_free_again_and_said_in_the_audit_log()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);
        Assert.True((await bank.Book.HoldAsync(Store.Tenant, 200, default)).IsSuccess);

        Assert.Equal(0, await bank.Reconciliation.ReconcileAsync(Store.Tenant, default));
        Store.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(200, await bank.Reconciliation.ReconcileAsync(Store.Tenant, default));

        Assert.Equal(700, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.Equal(0, await bank.Reconciliation.ReconcileAsync(Store.Tenant, default));
        var query = new DocumentQuery("id");
        var acts = (await Store.Documents.QueryAsync(AuditEntry.Collection, Store.Tenant, query, default)).Items.Select(a => a.Document.Action);
        Assert.Equal(["credits.reconciled"], acts);
    }

    [RedisFact]
    public async Task What_the_ledger_gave_back_and_the_balance_never_heard_of_is_added_even_while_runs_go_on()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);
        var bill = new RunBill("run", 300, 100, IsRefund: false, Store.Clock.GetUtcNow());
        await Store.Documents.WriteAsync(bank.Book.Settled(Store.Tenant, bill, bank.Book.MomentOf(Store.Tenant)), default);
        Store.Clock.Advance(TimeSpan.FromMinutes(40));
        var onItsWay = (await bank.Book.HoldAsync(Store.Tenant, 50, default)).Value!;

        Assert.Equal(200, await bank.Reconciliation.ReconcileAsync(Store.Tenant, default));

        Assert.Equal(900, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.False(await WriteAsync(onItsWay));
        await bank.Book.RefusedAsync(Store.Tenant, onItsWay, default);
        Assert.True(await OpenAsync(bank, "again", 50));
        Assert.Equal(850, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_balance_that_is_wrong_for_no_known_reason_is_set_right_when_nothing_is_on_its_way()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);
        var state = (await bank.Hot.ReadAsync(Store.Tenant, default))!;
        Assert.True(await bank.Hot.SetAsync(Store.Tenant, state.Epoch, 700, 900, default));

        Assert.Equal(-200, await bank.Reconciliation.ReconcileAsync(Store.Tenant, default));

        Assert.Equal(700, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task What_is_held_up_to_an_amount_is_what_there_is_and_never_more()
    {
        var bank = Make(500);

        Assert.Equal(300, (await bank.Book.HoldUpToAsync(Store.Tenant, 300, default))!.Amount);
        var rest = (await bank.Book.HoldUpToAsync(Store.Tenant, 300, default))!;
        Assert.Equal((200, 0), (rest.Amount, rest.Left));
        Assert.Null(await bank.Book.HoldUpToAsync(Store.Tenant, 300, default));
        Assert.Null(await bank.Book.HoldUpToAsync(Store.Tenant, 0, default));

        await bank.Book.GiveBackAsync(Store.Tenant, rest);
        Assert.Equal(200, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task Sixteen_that_hold_up_to_as_much_at_once_hold_together_what_there_is()
    {
        var bank = Make(500);

        var held = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await bank.Book.HoldUpToAsync(Store.Tenant, 75, default))));

        var left = (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left;
        Assert.Equal(500, left + held.Sum(hold => hold?.Amount ?? 0));
        Assert.InRange(left, 0, 499);
    }

    [RedisFact]
    public async Task What_limits_counted_on_days_past_is_forgotten_by_balance_and_ledger()
    {
        var (bank, key) = (Make(100_000), DocumentId.New(Store.Clock).ToString());
        await LimitAsync(bank, new CreditLimits { Daily = 5_000, Keys = new Dictionary<string, long> { [key] = 500 } });
        var hold = (await bank.Book.HoldAsync(Store.Tenant, 100, new CreditUse(null, key), default)).Value!;
        await Store.Documents.WriteAsync(CreditBook.Opened(Store.Tenant, "run", hold, 100), default);
        Assert.Equal(2, await UsedAsync());

        Store.Clock.Advance(TimeSpan.FromHours(21));
        await bank.Book.HoldAsync(Store.Tenant, 10, default);
        await bank.Reconciliation.ReconcileAsync(Store.Tenant, default);
        var today = TimeSlices.DayOf(Store.Clock.GetUtcNow());
        Assert.Equal([today], (await bank.Hot.ReadAsync(Store.Tenant, default))!.Used.Keys.Select(u => u.Day).Distinct());
        Assert.Equal(2, await UsedAsync());

        Store.Clock.Advance(TimeSpan.FromDays(2));
        await bank.Reconciliation.ReconcileAsync(Store.Tenant, default);
        Assert.Equal(0, await UsedAsync());
    }

    [RedisFact]
    public async Task What_an_operator_gives_stands_with_its_reason_and_does_not_lapse_with_the_month()
    {
        var (bank, boss) = (Make(1_000), new AuditActor { Name = "boss@example.com", UserId = DocumentId.New(Store.Clock).ToString() });
        Assert.Equal(new CreditBalance(1_500, 0), (await bank.Adjustments.AdjustAsync(Store.Organization, 500, "a gift", boss, default)).Value);
        await OpenAsync(bank, "run", 300);
        await SettleAsync(bank, "run", 300, 300);
        Assert.Equal("credits_insufficient", (await bank.Adjustments.AdjustAsync(Store.Organization, -1_201, "too much", boss, default)).Error?.Code.Value);
        Assert.Equal(new CreditBalance(1_100, 0), (await bank.Adjustments.AdjustAsync(Store.Organization, -100, "taken back", boss, default)).Value);

        Store.Clock.Advance(TimeSpan.FromDays(31));

        // The grant was spent first: 300 of it; the 100 are of what was given.
        Assert.Equal(new CreditBalance(1_400, 0), await bank.Book.ReadAsync(Store.Tenant, default));
        Assert.Equal(1_400, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        var given = (await bank.Ledger.ListAsync(Store.Tenant, 50, null, default)).Items.Where(e => e.Document.Kind == CreditEntryKinds.Adjustment);
        Assert.Equal([(-100, "taken back", boss.UserId), (500, "a gift", boss.UserId)], given.Select(e => (e.Document.Amount, e.Document.Reason, e.Document.By)));
        var acts = (await Store.Documents.QueryAsync(AuditEntry.Collection, Store.Tenant, new DocumentQuery("id"), default)).Items.Select(a => a.Document.Action);
        Assert.Equal(2, acts.Count(action => action == "credits.adjusted"));
    }

    [RedisFact]
    public async Task The_month_is_that_of_the_clock_in_UTC_and_a_clock_put_back_gives_nothing_again()
    {
        var bank = Make(1_000);
        Store.Clock.SetUtcNow(new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero));
        await bank.Book.ReadAsync(Store.Tenant, default);
        Store.Clock.Advance(TimeSpan.FromSeconds(1));
        await bank.Book.ReadAsync(Store.Tenant, default);
        Store.Clock.AdjustTime(new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero));
        await bank.Book.ReadAsync(Store.Tenant, default);
        await Make(1_000).Book.ReadAsync(Store.Tenant, default);

        var entries = (await bank.Ledger.ListAsync(Store.Tenant, 50, null, default)).Items;
        Assert.Equal(["grant/2026-02", "grant/2026-03"], entries.Where(e => e.Document.Kind == CreditEntryKinds.Grant).Select(e => e.Id[(Store.Tenant.Key.Length + 1)..]).Order());
        Assert.Equal(new CreditBalance(1_000, 0), await bank.Ledger.ReadAsync(Store.Tenant, default));
        Assert.Equal(1_000, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_slot_is_taken_with_the_credits_or_neither_is()
    {
        var bank = Make(500);
        Assert.Equal(SlotOutcome.Taken, (await HoldAsync(bank, 300, 1)).Value!.Slot);

        Assert.Equal("credits_insufficient", (await HoldAsync(bank, 300, 2)).Error?.Code.Value);
        Assert.Equal(new SlotCounts(1, 0, false), await bank.Slots.ReadAsync(default));

        Assert.Equal((SlotOutcome.Had, 100), ((await HoldAsync(bank, 100, 1)).Value!.Slot, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left));
        Assert.Equal((SlotOutcome.Queue, 0), ((await HoldAsync(bank, 100, 2, flowLimit: 1)).Value!.Slot, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left));
        Assert.Equal(new SlotCounts(1, 0, false), await bank.Slots.ReadAsync(default));
    }

    [RedisFact]
    public async Task A_run_that_can_not_even_queue_holds_nothing()
    {
        var bank = Make(500);
        for (var run = 0; run < 101; run++)
        {
            await bank.Slots.QueueAsync(new RunSlot(Store.Tenant.Key, "flow", $"queued{run}"), 1, 0, Store.Clock.GetUtcNow(), default);
        }

        var refused = await HoldAsync(bank, 300, 1, flowLimit: 1);

        Assert.Equal((SlotOutcome.SystemFull, 0), (refused.Value!.Slot, refused.Value.Amount));
        Assert.Equal(500, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task Of_64_at_once_as_many_have_a_slot_as_have_credits()
    {
        var bank = Make(500);

        var held = await Task.WhenAll(Enumerable.Range(0, 64).Select(run => Task.Run(async () => await HoldAsync(bank, 75, run))));

        Assert.Equal(6, held.Count(hold => hold is { IsSuccess: true, Value.Slot: SlotOutcome.Taken }));
        Assert.Equal(new SlotCounts(6, 0, false), await bank.Slots.ReadAsync(default));
    }

    [RedisFact]
    public async Task A_slot_is_given_back_with_the_credits_and_whoever_waits_for_one_is_named()
    {
        var bank = Make(500);
        var hold = (await HoldAsync(bank, 300, 1, flowLimit: 1)).Value!;
        var (first, second) = (new RunSlot(Store.Tenant.Key, "flow", "run1"), new RunSlot(Store.Tenant.Key, "flow", "run2"));
        await bank.Slots.QueueAsync(second, 1, 0, Store.Clock.GetUtcNow(), default);
        Assert.Null(bank.Slots.TakeTurn());

        await bank.Book.GiveBackAsync(Store.Tenant, 200, hold.Moment, slot: bank.Slots.ReturnOf(first));

        Assert.Equal((Store.Tenant.Key, 400), (bank.Slots.TakeTurn(), (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left));
        Assert.Equal(second, (await bank.Slots.NextAsync(Store.Tenant.Key, default)).Run);

        // What was counted before the balance was filled anew is not added again; the slot is free all the same.
        await bank.Hot.DropAsync(Store.Tenant, default);
        Assert.Equal(500, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        await bank.Book.GiveBackAsync(Store.Tenant, 100, hold.Moment, slot: bank.Slots.ReturnOf(second));
        Assert.Equal(500, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.Equal(new SlotCounts(0, 0, false), await bank.Slots.ReadAsync(default));
    }

    private protected ValueTask<Result<CreditHold>> HoldAsync(Bank bank, long amount, int run, int flowLimit = 0) => bank.Book.HoldAsync(
        Store.Tenant, amount, CreditUse.Other, bank.Slots.RequestOf(new RunSlot(Store.Tenant.Key, "flow", $"run{run}"), flowLimit), default);

    private async Task<int> UsedAsync()
    {
        var query = new DocumentQuery("id") { From = LimitedCredits.UsedId(Store.Tenant, "0", string.Empty), Before = LimitedCredits.UsedId(Store.Tenant, "9", string.Empty) };
        return (await Store.Documents.QueryAsync(Counter.Collection, Store.Tenant, query, default)).Items.Count;
    }
}
