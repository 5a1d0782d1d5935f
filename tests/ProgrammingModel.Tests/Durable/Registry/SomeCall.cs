using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Registry;

internal sealed class SomeCall : TaskActivityContext
{
    public override TaskName Name => "some";

    public override string InstanceId => "instance";
}
