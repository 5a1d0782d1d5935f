using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Retries;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Without_limits_a_delay_is_at_most_an_hour_and_the_retries_never_time_out()
    {
        RetryPolicy policy = new(5, Second);

        Assert.Equal(1.0, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_at_least_one_attempt(int attempts) =>
        Assert.Equal("maxNumberOfAttempts", Throws(() => new RetryPolicy(attempts, Second)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void The_first_delay_is_above_zero(int seconds) =>
        Assert.Equal("firstRetryInterval", Throws(() => new RetryPolicy(1, TimeSpan.FromSeconds(seconds))));

    [Theory]
    [InlineData(0.99)]
    [InlineData(double.NaN)]
    public void Delays_never_shrink(double coefficient) =>
        Assert.Equal("backoffCoefficient", Throws(() => new RetryPolicy(1, Second, coefficient)));

    [Fact]
    public void The_longest_delay_is_not_below_the_first() =>
        Assert.Equal("maxRetryInterval", Throws(() => new RetryPolicy(1, Second, maxRetryInterval: Second / 2)));

    [Fact]
    public void The_time_limit_is_not_below_the_first_delay() =>
        Assert.Equal("retryTimeout", Throws(() => new RetryPolicy(1, Second, retryTimeout: Second / 2)));

    [Fact]
    public void Infinite_limits_are_allowed()
    {
        RetryPolicy policy = new(1, Second, maxRetryInterval: Timeout.InfiniteTimeSpan, retryTimeout: Timeout.InfiniteTimeSpan);

        Assert.Equal(Timeout.InfiniteTimeSpan, policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
    }

    [Fact]
    public void A_filter_decides_by_the_failure()
    {
        RetryPolicy policy = new(3, Second) { HandleFailure = failure => failure.ErrorType == "Temporary" };

        Assert.True(policy.FailureFilter!(new TaskFailureDetails("Temporary", "x", null, null, null)));
        Assert.False(policy.FailureFilter!(new TaskFailureDetails("Lasting", "x", null, null, null)));
        Assert.Null(new RetryPolicy(3, Second).FailureFilter);
    }

    private static string? Throws(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make).ParamName;
}
