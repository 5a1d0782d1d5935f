using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Tasks;

public sealed class TaskOptionsTests
{
    private static readonly RetryPolicy Policy = new(3, TimeSpan.FromSeconds(1));

    [Fact]
    public void Options_with_an_instance_id_keep_retries_tags_and_version()
    {
        Dictionary<string, string> tags = new() { ["flow"] = "f1" };
        TaskOptions options = new(Policy, tags) { Version = "2" };

        SubOrchestrationOptions child = options.WithInstanceId("child-1");

        Assert.Equal("child-1", child.InstanceId);
        Assert.Same(Policy, child.Retry?.Policy);
        Assert.Same(tags, child.Tags);
        Assert.Equal(new TaskVersion("2"), child.Version);
    }

    [Fact]
    public void Copying_child_options_keeps_their_id_unless_another_is_given()
    {
        SubOrchestrationOptions original = new(instanceId: "first");

        Assert.Equal("first", new SubOrchestrationOptions((TaskOptions)original).InstanceId);
        Assert.Equal("second", new SubOrchestrationOptions(original, "second").InstanceId);
        Assert.Equal("first", (original with { Version = "3" }).InstanceId);
    }

    [Fact]
    public void A_version_set_on_child_options_is_the_version_of_the_call()
    {
        TaskOptions seenByTheEngine = new SubOrchestrationOptions { Version = TaskVersion.Unversioned };

        Assert.True(seenByTheEngine.Version.HasValue);
        Assert.Equal(TaskVersion.Unversioned, seenByTheEngine.Version);
    }

    [Fact]
    public void Start_options_copy_every_value()
    {
        StartOrchestrationOptions original = new("id", DateTimeOffset.UnixEpoch)
        {
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            Version = "1",
            DedupeStatuses = ["Running"],
        };

        StartOrchestrationOptions copy = new(original);

        Assert.Equal(original, copy);
        Assert.Empty(new StartOrchestrationOptions().Tags);
        Assert.Null(new StartOrchestrationOptions().DedupeStatuses);
    }
}
