using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Tasks;

public sealed class TaskNameTests
{
    [Fact]
    public void Names_that_differ_in_case_alone_are_equal_and_hash_alike()
    {
        TaskName lower = "run-flow";
        TaskName upper = new("RUN-FLOW");

        Assert.True(lower == upper);
        Assert.False(lower != upper);
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.NotEqual(lower, new TaskName("run-flows"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_converts_to_the_default_name(string? nothing)
    {
        TaskName name = nothing!;

        Assert.Equal(default, name);
        Assert.Equal(default(TaskName).GetHashCode(), name.GetHashCode());
    }

    [Fact]
    public void A_name_converts_back_as_it_was_written()
    {
        string written = new TaskName("RunFlow");

        Assert.Equal("RunFlow", written);
        Assert.Equal("RunFlow", new TaskName("RunFlow").ToString());
    }
}
