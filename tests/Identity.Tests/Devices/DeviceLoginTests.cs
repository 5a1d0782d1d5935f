using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Devices;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests.Devices;

public sealed class DeviceLoginTests : IAsyncDisposable
{
    private static readonly IPAddress Device = IPAddress.Parse("198.51.100.7");
    private static readonly IPAddress Browser = IPAddress.Parse("203.0.113.5");
    private readonly IdentityFixture identity = new(o => o.KeysPerPerson = 2);

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_device_gets_a_key_once_a_person_approved_it()
    {
        var ada = await AdaAsync();
        var login = await StartAsync("ada's laptop");
        Assert.Equal(("pending", TimeSpan.FromSeconds(3)), Of(await PollAsync(login)));

        var shown = IdentityFixture.Must(await identity.Get<DeviceDecisions>().ShowAsync(ada, login.UserCode, Browser, default));
        Assert.Equal(("ada's laptop", "198.51.100.7"), (shown.DeviceName, shown.Address));
        Assert.Equal(["read", "write", "execute"], shown.Permissions);
        await MustApproveAsync(ada, login);
        var poll = await PollLaterAsync(login);

        Assert.Equal("approved", poll.Status);
        var caller = IdentityFixture.Must(await identity.AuthenticateAsync(poll.Key!.Reveal()));
        Assert.Equal((ada.UserId, ada.OrganizationId, Scopes.All), (caller.UserId, caller.OrganizationId, caller.Scopes));
        var key = Assert.Single((await identity.Keys.ListAsync(ada, 50, null, default)).Keys);
        Assert.Equal("CLI: ada's laptop", key.Name);
        Assert.Equal(identity.Clock.GetUtcNow().AddDays(365), key.ExpiresAt);
    }

    [Fact]
    public async Task The_key_is_given_again_for_30_seconds_and_then_never()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        await MustApproveAsync(ada, login);
        var first = await PollAsync(login);

        identity.Clock.Advance(TimeSpan.FromSeconds(29));
        var again = await PollAsync(login);
        Assert.Equal(first.Key!.Reveal(), again.Key!.Reveal());
        Assert.Single((await identity.Keys.ListAsync(ada, 50, null, default)).Keys);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DevicePoll.Expired, await PollAsync(login));
    }

    [Fact]
    public async Task Polls_at_once_make_one_key()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        await MustApproveAsync(ada, login);

        var polls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PollAsync(login))));

        Assert.Single(polls.Select(poll => poll.Key?.Reveal()).Distinct());
        Assert.Single((await identity.Keys.ListAsync(ada, 50, null, default)).Keys);
    }

    [Fact]
    public async Task A_denied_device_gets_nothing()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        Assert.True((await identity.Get<DeviceDecisions>().DenyAsync(ada, IdentityFixture.Actor, login.UserCode, Browser, default)).IsSuccess);

        Assert.Equal(DevicePoll.Denied, await PollAsync(login));
        Assert.Equal(RequestErrors.NotFoundCode, (await ApproveAsync(ada, login)).Error?.Code);
        Assert.Equal(DevicePoll.Denied, await PollAsync(login));
        Assert.Empty((await identity.Keys.ListAsync(ada, 50, null, default)).Keys);
    }

    [Fact]
    public async Task Deciding_again_in_the_same_way_is_no_fault_and_in_another_too_late()
    {
        var ada = await AdaAsync();
        var eve = await identity.CallerAsync(await identity.NewPersonAsync("eve@example.com"));
        var login = await StartAsync();
        await MustApproveAsync(ada, login);

        await MustApproveAsync(ada, login);

        Assert.Equal(RequestErrors.NotFoundCode, (await ApproveAsync(eve, login)).Error?.Code);
        var denied = await identity.Get<DeviceDecisions>().DenyAsync(ada, IdentityFixture.Actor, login.UserCode, Browser, default);
        Assert.Equal(RequestErrors.NotFoundCode, denied.Error?.Code);
    }

    [Fact]
    public async Task Ten_minutes_later_there_is_nothing_to_decide_and_nothing_to_get()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        identity.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal("pending", (await PollAsync(login)).Status);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(RequestErrors.NotFoundCode, (await ApproveAsync(ada, login)).Error?.Code);
        Assert.Equal(DevicePoll.Expired, await PollLaterAsync(login));
    }

    [Fact]
    public async Task An_approval_is_worth_nothing_once_its_person_is_disabled()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        await MustApproveAsync(ada, login);
        var account = (await identity.Store.GetAsync(AccountDocument.Collection, Tenant.System, ada.UserId.ToString(), default))!;
        await identity.Store.WriteAsync(
            [DocumentWrite.Upsert(AccountDocument.Collection, Tenant.System, account.Id, account.Document with { IsDisabled = true })], default);

        Assert.Equal(DevicePoll.Denied, await PollAsync(login));
    }

    [Fact]
    public async Task A_person_without_room_for_a_key_is_told_when_approving()
    {
        var ada = await AdaAsync();
        for (var i = 0; i < 2; i++)
        {
            IdentityFixture.Must(await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, new("k", ["read"], "never", string.Empty), default));
        }

        Assert.Equal(ApiKeyErrors.LimitCode, (await ApproveAsync(ada, await StartAsync())).Error?.Code);
    }

    [Fact]
    public async Task A_device_that_polls_too_fast_is_told_to_slow_down_and_never_starves()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        Assert.Equal(("pending", TimeSpan.FromSeconds(3)), Of(await PollAsync(login)));
        await MustApproveAsync(ada, login);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("pending", TimeSpan.FromSeconds(6)), Of(await PollAsync(login)));

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("approved", (await PollAsync(login)).Status);
    }

    [Fact]
    public async Task An_invented_device_code_is_expired()
    {
        Assert.Equal(DevicePoll.Expired, await identity.Get<DevicePolling>().PollAsync(DeviceCodes.NewDeviceCode(), Device, "r", default));
        Assert.Equal(DevicePoll.Expired, await identity.Get<DevicePolling>().PollAsync("x", Device, "r", default));
        Assert.Equal(DevicePoll.Expired, await identity.Get<DevicePolling>().PollAsync(null, Device, "r", default));
    }

    [Fact]
    public async Task Guessing_user_codes_is_slowed_down_for_the_person_and_for_the_address()
    {
        var ada = await AdaAsync();
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(RequestErrors.NotFoundCode, (await GuessAsync(ada, Browser)).Error?.Code);
        }

        Assert.Equal(AccountErrors.TooManyTriesCode, (await GuessAsync(ada, Browser)).Error?.Code);
        Assert.Equal(AccountErrors.TooManyTriesCode, (await GuessAsync(ada, IPAddress.Parse("203.0.113.6"))).Error?.Code);

        // Others at that address have tries of their own, until the address has none.
        for (var i = 0; i < 15; i++)
        {
            var other = ada with { UserId = DocumentId.New(identity.Clock) };
            Assert.Equal(RequestErrors.NotFoundCode, (await GuessAsync(other, Browser)).Error?.Code);
        }

        var late = ada with { UserId = DocumentId.New(identity.Clock) };
        Assert.Equal(AccountErrors.TooManyTriesCode, (await GuessAsync(late, Browser)).Error?.Code);
    }

    [Fact]
    public async Task A_thousand_starts_leave_ten_rows_and_run_out()
    {
        var refused = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var started = await identity.Get<DeviceLogins>().StartAsync("flood", Device, default);
            if (!started.IsSuccess)
            {
                Assert.Equal(DeviceErrors.TooManyWaitingCode, started.Error.Code);
                refused++;
            }
        }

        Assert.Equal(990, refused);
        Assert.Equal(10, await RowsAsync());
        IdentityFixture.Must(await identity.Get<DeviceLogins>().StartAsync("neighbour", Browser, default));

        identity.Clock.Advance(TimeSpan.FromMinutes(10));
        IdentityFixture.Must(await identity.Get<DeviceLogins>().StartAsync("later", Device, default));
    }

    [Fact]
    public async Task Places_are_not_outrun_by_many_starts_at_once()
    {
        var started = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => Task.Run(() => identity.Get<DeviceLogins>().StartAsync("flood", Device, default))));

        Assert.Equal(10, started.Count(s => s.IsSuccess));
    }

    [Fact]
    public async Task Nothing_that_is_stored_gives_a_code_or_key_away()
    {
        var ada = await AdaAsync();
        var login = await StartAsync();
        await MustApproveAsync(ada, login);
        var key = (await PollAsync(login)).Key!.Reveal();

        var rows = await identity.Store.QueryAsync(DeviceLogin.Collection, Tenant.System, new DocumentQuery("id"), default);
        var row = Assert.Single(rows.Items);
        var text = $"{row.Id} {row.Document}";
        Assert.DoesNotContain(login.DeviceCode.Reveal(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(login.UserCode, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key[28..], text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, $"{await PollAsync(login)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approving_denying_and_the_key_are_in_the_audit_log()
    {
        var ada = await AdaAsync();
        var (approved, denied) = (await StartAsync("one"), await StartAsync("two"));
        await MustApproveAsync(ada, approved);
        await PollAsync(approved);
        Assert.True((await identity.Get<DeviceDecisions>().DenyAsync(ada, IdentityFixture.Actor, denied.UserCode, Browser, default)).IsSuccess);

        var entries = await identity.Store.QueryAsync(AuditEntry.Collection, ada.Tenant, new DocumentQuery("time") { Limit = 200 }, default);
        var acts = entries.Items.Select(e => e.Document).ToDictionary(e => e.Action);
        Assert.Equal("one", acts["device.approved"].Details["deviceName"]);
        Assert.Equal("198.51.100.7", acts["device.approved"].Details["deviceAddress"]);
        Assert.Equal("two", acts["device.denied"].Details["deviceName"]);
        Assert.Equal(("CLI: one", "198.51.100.7"), (acts["api_key.created"].Details["name"], acts["api_key.created"].Address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\u202Eb")]
    [InlineData("a\nb")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_name_that_is_none_names_its_field(string name)
    {
        var started = await identity.Get<DeviceLogins>().StartAsync(name, Device, default);

        Assert.Equal(["device_name"], started.Error!.Fields.Keys);
    }

    private static (string Status, TimeSpan? Interval) Of(DevicePoll poll) => (poll.Status, poll.Interval);

    private async Task<Caller> AdaAsync() => await identity.CallerAsync(await identity.NewPersonAsync());

    private async Task<StartedDeviceLogin> StartAsync(string name = "laptop") =>
        IdentityFixture.Must(await identity.Get<DeviceLogins>().StartAsync(name, Device, default));

    private Task<DevicePoll> PollAsync(StartedDeviceLogin login) =>
        identity.Get<DevicePolling>().PollAsync(login.DeviceCode.Reveal(), Device, "r", default);

    private Task<DevicePoll> PollLaterAsync(StartedDeviceLogin login)
    {
        identity.Clock.Advance(TimeSpan.FromSeconds(3));
        return PollAsync(login);
    }

    private Task<Result> ApproveAsync(Caller caller, StartedDeviceLogin login) =>
        identity.Get<DeviceDecisions>().ApproveAsync(caller, IdentityFixture.Actor, login.UserCode, Browser, default);

    private async Task MustApproveAsync(Caller caller, StartedDeviceLogin login)
    {
        var approved = await ApproveAsync(caller, login);
        Assert.True(approved.IsSuccess, approved.Error?.ToString());
    }

    private Task<Result> GuessAsync(Caller caller, IPAddress from) =>
        identity.Get<DeviceDecisions>().ApproveAsync(caller, IdentityFixture.Actor, DeviceCodes.NewUserCode(), from, default);

    private async Task<int> RowsAsync() =>
        (await identity.Store.QueryAsync(DeviceLogin.Collection, Tenant.System, new DocumentQuery("id") { Limit = 1_000 }, default)).Items.Count;
}
