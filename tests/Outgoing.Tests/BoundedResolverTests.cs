using System.Net;
using HiveFlow.Outgoing.Connections;

namespace HiveFlow.Outgoing.Tests;

public sealed class BoundedResolverTests
{
    [Fact]
    public async Task Names_that_are_never_answered_hold_a_bounded_number_of_threads_even_when_nobody_waits_any_more()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        var asked = 0;
        using var resolver = new BoundedResolver(_ =>
        {
            Interlocked.Increment(ref asked);
            return never.Task;
        });
        using var cancel = new CancellationTokenSource();

        var waiting = Enumerable.Range(0, 100).Select(i => resolver.ResolveAsync($"host{i}.example", cancel.Token)).ToList();
        await cancel.CancelAsync();
        foreach (var one in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }

        using var second = new CancellationTokenSource();
        var more = resolver.ResolveAsync("another.example", second.Token);
        Assert.Equal(BoundedResolver.MostAtOnce, asked);

        never.SetResult([IPAddress.Loopback]);
        Assert.Equal([IPAddress.Loopback], await more.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_question_that_fails_gives_its_place_back()
    {
        using var resolver = new BoundedResolver(_ => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));
        for (var i = 0; i < BoundedResolver.MostAtOnce * 2; i++)
        {
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => resolver.ResolveAsync("a.example", CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));
        }
    }
}
