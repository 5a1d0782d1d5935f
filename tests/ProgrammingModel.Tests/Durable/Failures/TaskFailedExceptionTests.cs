using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Failures;

public sealed class TaskFailedExceptionTests
{
    [Fact]
    public void The_message_names_the_task_its_number_and_the_cause()
    {
        TaskFailedException exception = new("send-mail", 7, new TaskFailureDetails("E", "mailbox full", null, null, null));

        Assert.Equal("Task 'send-mail' (#7) failed with an unhandled exception: mailbox full", exception.Message);
        Assert.Equal("send-mail", exception.TaskName);
        Assert.Equal(7, exception.TaskId);
    }

    [Fact]
    public void Made_of_an_exception_it_holds_that_and_its_details()
    {
        IOException cause = new("disk full");

        TaskFailedException exception = new("write", 0, cause);

        Assert.Same(cause, exception.InnerException);
        Assert.True(exception.FailureDetails.IsCausedBy<IOException>());
        Assert.EndsWith("disk full", exception.Message, StringComparison.Ordinal);
    }
}
