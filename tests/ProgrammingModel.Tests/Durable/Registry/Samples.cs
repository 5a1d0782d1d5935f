using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Registry;

internal sealed class PlainOrchestrator : TaskOrchestrator<int, int>
{
    public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(input + 1);
}

[DurableTask("double", Version = "1")]
internal sealed class DoubleOne : TaskActivity<int, int>
{
    public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(2 * input);
}

[DurableTask("DOUBLE", Version = "2")]
internal sealed class DoubleTwo : TaskActivity<int?, int>
{
    public override Task<int> RunAsync(TaskActivityContext context, int? input) => Task.FromResult(input is { } number ? number << 1 : -1);
}

internal sealed class Greeter(string greeting) : TaskActivity<string, string>
{
    public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult($"{greeting}, {input}");
}
