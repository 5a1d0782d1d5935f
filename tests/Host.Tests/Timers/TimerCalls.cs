using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Tests.Timers;

/// <summary>What a timer function was called with.</summary>
public sealed class TimerCalls
{
    private readonly Channel<TimerInfo> calls = Channel.CreateUnbounded<TimerInfo>();

    /// <summary>How long a call takes; at first none.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    /// <summary>Calls that nobody looked at yet.</summary>
    public int Waiting => calls.Reader.Count;

    /// <summary>Tells one and does its work.</summary>
    public Task CallAsync(TimerInfo info)
    {
        calls.Writer.TryWrite(info);
        return Work();
    }

    /// <summary>The next call.</summary>
    public async Task<TimerInfo> NextAsync() => await calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
}
