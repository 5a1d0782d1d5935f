using System.Net;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Throttling;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Identity.Tests.Throttling;

public sealed class LoginFailuresTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task Failures_on_two_instances_count_together()
    {
        var other = identity.NewInstance().GetRequiredService<LoginFailures>();
        for (var failure = 0; failure < 6; failure++)
        {
            var begins = failure % 2 == 0 ? Failures : other;
            Assert.Null(await begins.BeginAsync("ada", FailurePolicy.Account, default));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), await Failures.BeginAsync("ada", FailurePolicy.Account, default));
        Assert.Equal(TimeSpan.FromSeconds(1), await other.BeginAsync("ada", FailurePolicy.Account, default));
    }

    [Fact]
    public async Task Nobody_gets_more_than_a_hundred_failures_in_a_row_and_success_ends_the_row()
    {
        var tried = 0;
        for (var day = 0; day < 25; day++)
        {
            for (var wait = 0; wait < 5; wait++)
            {
                identity.Clock.Advance(TimeSpan.FromMinutes(20));
                tried += await Failures.BeginAsync("ada", FailurePolicy.Account, default) is null ? 1 : 0;
            }
        }

        Assert.Equal(100, tried);
        await Failures.ResetAsync("ada", default);
        Assert.Null(await Failures.BeginAsync("ada", FailurePolicy.Account, default));
    }

    [Fact]
    public async Task Parallel_tries_are_all_counted()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Failures.BeginAsync("ada", FailurePolicy.Account, default)));

        Assert.InRange(results.Count(wait => wait is null), 1, 6);
    }

    [Fact]
    public async Task Registrations_forgotten_passwords_and_present_passwords_are_counted_by_all_instances_together()
    {
        var caller = await identity.CallerAsync(await identity.NewPersonAsync());
        var instances = new[] { identity.Services, identity.NewInstance() };
        for (var i = 0; i < 20; i++)
        {
            var instance = instances[i % 2];
            await instance.GetRequiredService<AccountRegistry>().RegisterAsync("none", "none", "none", Address, default);
            await instance.GetRequiredService<AccountPasswords>().ForgetAsync("none", Address, IdentityFixture.Actor, default);
            await instance.GetRequiredService<AccountPasswords>().CheckAsync(caller, "wrong", IdentityFixture.Actor, default);
        }

        foreach (var instance in instances.Append(identity.NewInstance()))
        {
            await instance.GetRequiredService<AccountRegistry>().RegisterAsync("none", "none", "none", Address, default);
            var registered = await instance.GetRequiredService<AccountRegistry>().RegisterAsync("none", "none", "none", Address, default);
            await instance.GetRequiredService<AccountPasswords>().ForgetAsync("none", Address, IdentityFixture.Actor, default);
            var forgotten = await instance.GetRequiredService<AccountPasswords>().ForgetAsync("none", Address, IdentityFixture.Actor, default);
            var present = await instance.GetRequiredService<AccountPasswords>()
                .CheckAsync(caller, IdentityFixture.Password, IdentityFixture.Actor, default);

            Assert.Equal(AccountErrors.TooManyTriesCode, registered.Error?.Code);
            Assert.Equal(AccountErrors.TooManyTriesCode, forgotten.Error?.Code);
            Assert.Equal(AccountErrors.TooManyTriesCode, present.Error?.Code);
        }
    }

    private static IPAddress Address { get; } = IPAddress.Parse("198.51.100.7");

    private LoginFailures Failures => identity.Get<LoginFailures>();
}
