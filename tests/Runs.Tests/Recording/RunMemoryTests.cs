using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Tests.Recording;

public sealed class RunMemoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(StepStatus.Completed)]
    [InlineData(StepStatus.Failed)]
    public void A_step_that_has_ended_is_remembered(string status)
    {
        var memory = Memory();

        memory.Remember(Step(status));

        Assert.Equal(status, memory.Recall(0, null)?.Status);
    }

    [Theory]
    [InlineData(StepStatus.Waiting)]
    [InlineData(StepStatus.Running)]
    public void A_step_that_is_not_over_is_read_from_the_store_because_another_instance_may_end_it(string status)
    {
        var memory = Memory();
        memory.Remember(Step(StepStatus.Failed));

        memory.Remember(Step(status));

        Assert.Null(memory.Recall(0, null));
    }

    private static RunMemory Memory()
    {
        var organization = DocumentId.New(TimeProvider.System);
        var run = new Run
        {
            Id = "run",
            OrganizationId = organization.ToString(),
            FlowId = "flow",
            FlowName = "name",
            FlowHash = "hash",
            Status = RunStatus.Running,
            Trigger = "api",
            CreatedAt = Now,
            Input = Payload.Of(JsonValues.EmptyObject),
        };
        return new RunMemory(new Stored<Run>(run.Id, Tenant.Of(organization), 1, run), JsonValues.EmptyObject);
    }

    private static RunStep Step(string status) =>
        new() { RunId = "run", NodeId = "a", Node = 0, NodeType = "delay", Status = status, StartedAt = Now };
}
