using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Retries;

public sealed class TaskRetryOptionsTests
{
    [Fact]
    public void A_policy_converts_to_options()
    {
        RetryPolicy policy = new(2, TimeSpan.FromSeconds(1));

        TaskOptions options = new(policy);

        Assert.Same(policy, options.Retry?.Policy);
        Assert.Null(options.Retry?.Handler);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plain_handler_answers_through_the_asynchronous_one(bool again)
    {
        RetryContext? seen = null;
        RetryHandler handler = context =>
        {
            seen = context;
            return again;
        };
        RetryContext given = new(null!, 4, new TaskFailureDetails("E", "m", null, null, null), TimeSpan.Zero, default);

        TaskRetryOptions options = handler;

        Assert.Equal(again, await options.Handler!(given));
        Assert.Same(given, seen);
        Assert.Null(options.Policy);
    }

    [Fact]
    public void Nothing_is_no_retry_option()
    {
        Assert.Throws<ArgumentNullException>(() => new TaskRetryOptions((RetryPolicy)null!));
        Assert.Throws<ArgumentNullException>(() => new TaskRetryOptions((AsyncRetryHandler)null!));
        Assert.Throws<ArgumentNullException>(() => TaskRetryOptions.FromRetryHandler((RetryHandler)null!));
    }
}
