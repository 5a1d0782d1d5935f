using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Registry;

public sealed class TaskInputTests
{
    [Fact]
    public async Task Null_is_the_default_of_a_value_type_and_null_of_a_nullable_one()
    {
        Assert.Equal(0, await Run(new DoubleOne(), null));
        Assert.Equal(-1, await Run(new DoubleTwo(), null));
    }

    [Fact]
    public async Task An_input_of_another_type_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Run(new DoubleOne(), "5"));

    [Fact]
    public void A_task_tells_what_it_takes_and_gives()
    {
        ITaskActivity activity = new DoubleTwo();

        Assert.Equal(typeof(int?), activity.InputType);
        Assert.Equal(typeof(int), activity.OutputType);
    }

    private static Task<object?> Run(ITaskActivity activity, object? input) => activity.RunAsync(new SomeCall(), input);
}
