using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Client;

public sealed class OrchestrationMetadataTests
{
    [Fact]
    public void Values_are_read_with_the_converter_they_came_with()
    {
        OrchestrationMetadata metadata = new("flow", "id")
        {
            DataConverter = JsonDataConverter.Default,
            SerializedInput = "1",
            SerializedOutput = "\"two\"",
            SerializedCustomStatus = "[3]",
        };

        Assert.Equal(1, metadata.ReadInputAs<int>());
        Assert.Equal("two", metadata.ReadOutputAs<string>());
        Assert.Equal([3], metadata.ReadCustomStatusAs<int[]>()!);
    }

    [Fact]
    public void Values_that_were_not_asked_for_cannot_be_read()
    {
        OrchestrationMetadata metadata = new("flow", "id") { SerializedInput = "1" };

        Assert.Throws<InvalidOperationException>(() => metadata.ReadInputAs<int>());
        Assert.Throws<InvalidOperationException>(() => metadata.ReadOutputAs<int>());
        Assert.Throws<InvalidOperationException>(() => metadata.ReadCustomStatusAs<int>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Running, true, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, false, true)]
    public void Three_statuses_are_an_end_and_one_is_running(OrchestrationRuntimeStatus status, bool running, bool completed)
    {
        OrchestrationMetadata metadata = new("flow", "id") { RuntimeStatus = status };

        Assert.Equal((running, completed), (metadata.IsRunning, metadata.IsCompleted));
    }

    [Fact]
    public void The_line_about_an_instance_cuts_long_values()
    {
        OrchestrationMetadata metadata = new("flow", "id")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            SerializedInput = new string('x', 60),
            FailureDetails = new TaskFailureDetails("E", "broke", null, null, null),
        };

        string line = metadata.ToString();

        Assert.Contains($"Input: '{new string('x', 50)}...'", line, StringComparison.Ordinal);
        Assert.Contains("FailureDetails: 'E - broke'", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Output", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_statuses_have_the_numbers_that_other_programs_know() =>
        Assert.Equal(
            ["Running", "Completed", "ContinuedAsNew", "Failed", "Canceled", "Terminated", "Pending", "Suspended"],
            Enumerable.Range(0, 8).Select(number => ((OrchestrationRuntimeStatus)number).ToString()));

    [Fact]
    public void Typed_statuses_become_the_names_that_start_options_hold()
    {
        StartOrchestrationOptions options = new StartOrchestrationOptions("id")
            .WithDedupeStatuses(OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending);

        Assert.Equal(["Running", "Pending"], options.DedupeStatuses!);
        Assert.Equal("id", options.InstanceId);
    }

    [Fact]
    public void A_purge_cannot_have_removed_fewer_than_none()
    {
        Assert.Throws<ArgumentException>(() => new PurgeResult(-1));
        Assert.True(new PurgeResult(3, isComplete: true).IsComplete);
    }
}
