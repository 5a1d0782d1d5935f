using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Client;

public sealed class DurableTaskClientTests
{
    private readonly SilentClient _client = new("c");

    [Fact]
    public async Task The_short_forms_end_in_the_full_ones()
    {
        CancellationToken none = CancellationToken.None;

        await _client.ScheduleNewOrchestrationInstanceAsync("flow", none);
        await _client.ScheduleNewOrchestrationInstanceAsync("flow", 1, none);
        await _client.ScheduleNewOrchestrationInstanceAsync("flow", new StartOrchestrationOptions("id"), none);
        await _client.RaiseEventAsync("id", "go", none);
        await _client.WaitForInstanceStartAsync("id", none);
        await _client.WaitForInstanceCompletionAsync("id", none);
        await _client.TerminateInstanceAsync("id", none);
        await _client.TerminateInstanceAsync("id", "why", none);
        await _client.SuspendInstanceAsync("id", none);
        await _client.ResumeInstanceAsync("id", none);
        await _client.GetInstanceAsync("id", none);
        await _client.GetInstanceAsync("id", getInputsAndOutputs: true, none);
        await _client.PurgeInstancesAsync(DateTimeOffset.UnixEpoch, null, [OrchestrationRuntimeStatus.Failed], none);

        Assert.Equal(
            [
                "start flow null null", "start flow 1 null", "start flow null id", "raise id go null", "wait start id False",
                "wait end id False", "terminate id null", "terminate id why", "suspend id null", "resume id null", "get id False",
                "get id True", "purge 1970 1 ",
            ],
            _client.Calls);
    }

    [Fact]
    public async Task What_a_client_does_not_offer_says_so()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.RestartAsync("id"));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.RewindInstanceAsync("id", "reason"));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.GetOrchestrationHistoryAsync("id"));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.ListInstanceIdsAsync());
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.PurgeInstanceAsync("id"));
    }
}
