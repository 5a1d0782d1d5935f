using System.Net.Sockets;
using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Failures;

public sealed class TaskFailureDetailsTests
{
    [Fact]
    public void The_whole_chain_of_causes_is_kept()
    {
        Exception thrown = Thrown(new InvalidOperationException("outer", new IOException("middle", new SocketException(10061))));

        TaskFailureDetails details = TaskFailureDetails.FromException(thrown);

        Assert.Equal("System.InvalidOperationException", details.ErrorType);
        Assert.Equal("outer", details.ErrorMessage);
        Assert.Contains(nameof(Thrown), details.StackTrace, StringComparison.Ordinal);
        Assert.Equal("middle", details.InnerFailure?.ErrorMessage);
        Assert.Equal(typeof(SocketException).FullName, details.InnerFailure?.InnerFailure?.ErrorType);
        Assert.Null(details.InnerFailure?.InnerFailure?.InnerFailure);
    }

    [Fact]
    public void An_aggregate_keeps_its_first_cause()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(
            new AggregateException(new IOException("first"), new FormatException("second")));

        Assert.Equal("System.IO.IOException", details.InnerFailure?.ErrorType);
        Assert.Contains("second", details.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_failure_of_a_task_is_the_cause_of_its_exception()
    {
        TaskFailureDetails cause = new("Some.Error", "it broke", "at Some.Place", null, null);

        TaskFailureDetails details = TaskFailureDetails.FromException(new TaskFailedException("send", 3, cause));

        Assert.Equal("Microsoft.DurableTask.TaskFailedException", details.ErrorType);
        Assert.Equal(cause, details.InnerFailure);
    }

    [Fact]
    public void Properties_are_asked_for_at_each_step_of_the_chain()
    {
        InvalidOperationException thrown = new("outer", new IOException("inner"));

        TaskFailureDetails details = TaskFailureDetails.FromException(
            thrown, exception => new Dictionary<string, object?> { ["of"] = exception.Message });

        Assert.Equal("outer", details.Properties?["of"]);
        Assert.Equal("inner", details.InnerFailure?.Properties?["of"]);
    }

    [Theory]
    [InlineData(typeof(SocketException), true)]
    [InlineData(typeof(System.ComponentModel.Win32Exception), true)]
    [InlineData(typeof(Exception), true)]
    [InlineData(typeof(IOException), false)]
    public void A_failure_is_caused_by_its_type_and_every_base_of_it(Type type, bool expected) =>
        Assert.Equal(expected, Of(typeof(SocketException).FullName!).IsCausedBy(type));

    [Fact]
    public void A_private_nested_exception_is_found_by_its_name()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(new HiddenException());

        Assert.True(details.IsCausedBy<HiddenException>());
        Assert.True(details.IsCausedBy<FormatException>());
    }

    [Fact]
    public void A_generic_exception_is_found_by_its_name()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(new GenericException<HiddenException>());

        Assert.True(details.IsCausedBy<GenericException<HiddenException>>());
    }

    [Theory]
    [InlineData("No.Such.Exception")]
    [InlineData("")]
    [InlineData("[[not, a] type")]
    [InlineData("Some.Type, Some.Assembly.That.Must.Not.Be.Loaded")]
    [InlineData("System.Collections.Generic.List`1[[Some.Type, Some.Assembly.That.Must.Not.Be.Loaded]]")]
    public void A_type_that_cannot_be_found_is_no_match(string name) => Assert.False(Of(name).IsCausedBy<Exception>());

    [Fact]
    public void A_name_loads_no_assembly()
    {
        List<string?> asked = [];
        ResolveEventHandler listen = (_, wanted) =>
        {
            asked.Add(wanted.Name);
            return null;
        };
        AppDomain.CurrentDomain.AssemblyResolve += listen;
        try
        {
            Of("System.Collections.Generic.List`1[[Some.Type, Unwanted.One]]").IsCausedBy<Exception>();
            Of("Some.Type, Unwanted.Two").IsCausedBy<Exception>();
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= listen;
        }

        Assert.DoesNotContain(asked, name => name!.StartsWith("Unwanted", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_exceptions_can_be_asked_for() =>
        Assert.Throws<ArgumentException>(() => Of("System.Exception").IsCausedBy(typeof(string)));

    private static TaskFailureDetails Of(string type) => new(type, "message", null, null, null);

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }

    private sealed class HiddenException : FormatException;

    private sealed class GenericException<T> : Exception;
}
