using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Orchestrations;

public sealed class TaskOrchestrationContextTests
{
    private readonly BareContext _context = new(NullLoggerFactory.Instance);

    [Fact]
    public async Task A_timer_by_delay_counts_from_the_time_of_the_turn()
    {
        Task timer = _context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
        _context.TimerFired.SetResult();
        await timer;

        Assert.Equal(_context.CurrentUtcDateTime.AddMinutes(5), Assert.Single(_context.Timers).FireAt);
    }

    [Fact]
    public async Task An_event_in_time_is_returned_and_ends_the_timer()
    {
        Task<int> wait = _context.WaitForExternalEvent<int>("approved", TimeSpan.FromHours(1));
        _context.EventRaised.SetResult(42);

        Assert.Equal(42, await wait);
        Assert.True(Assert.Single(_context.Timers).Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_wait_whose_time_is_over_is_cancelled_and_leaves_the_timer_alone()
    {
        Task<int> wait = _context.WaitForExternalEvent<int>("approved", TimeSpan.FromHours(1));
        _context.TimerFired.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.False(Assert.Single(_context.Timers).Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_wait_with_a_time_limit_can_be_cancelled_from_outside()
    {
        using CancellationTokenSource source = new();
        Task<int> wait = _context.WaitForExternalEvent<int>("approved", TimeSpan.FromHours(1), source.Token);

        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.True(Assert.Single(_context.Timers).Token.IsCancellationRequested);
    }

    [Fact]
    public async Task The_short_forms_of_calls_end_in_the_full_ones()
    {
        TaskOptions options = new() { Version = "2" };

        await _context.CallActivityAsync("a");
        await _context.CallActivityAsync("a", options);
        await _context.CallActivityAsync<int>("a", options);
        await _context.CallSubOrchestratorAsync("c", 1);
        await _context.CallSubOrchestratorAsync("c", options);
        await _context.CallSubOrchestratorAsync<int>("c", options);

        Assert.Equal(
            ["activity a null null", "activity a null 2", "activity a null 2", "child c 1 null", "child c null 2", "child c null 2"],
            _context.Calls);
    }

    [Fact]
    public void Continuing_by_options_passes_input_and_events_on()
    {
        _context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 5, PreserveUnprocessedEvents = false });

        Assert.Equal(["continue 5 False"], _context.Calls);
        Assert.True(new ContinueAsNewOptions().PreserveUnprocessedEvents);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", " ", 1)]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("2.0", "2.0", 0)]
    [InlineData("v10", "v9", -1)]
    [InlineData("Blue", "blue", 0)]
    public void Versions_compare_by_number_where_they_are_numbers(string own, string other, int sign)
    {
        _context.RunningVersion = own;

        Assert.Equal(sign, Math.Sign(_context.CompareVersionTo(other)));
    }
}
