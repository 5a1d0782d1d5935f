using System.Text.Json;
using HiveFlow.Processors.Waiting;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Processors.Tests.Waiting;

public sealed class WaitProcessorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly WaitProcessor wait = new(new FakeTimeProvider(Now));

    [Theory]
    [InlineData("""{"waitFor":"time","duration":"365d"}""", 31536000)]
    [InlineData("""{"waitFor":"time","duration":90}""", 90)]
    [InlineData("""{"waitFor":"time","until":"2026-03-01T09:01:00+01:00"}""", 60)]
    [InlineData("""{"waitFor":"time","until":"2025-03-01T09:00:00Z"}""", 0)]
    public void A_time_ends_at_its_instant_and_passes_its_input_on(string settings, double seconds)
    {
        var result = wait.Run(settings, """{"kept":1}""");

        Step.AssertOutput("""{"kept":1}""", result);
        Assert.Null(result.Wait);
        Assert.Equal(Now.AddSeconds(seconds), result.ResumeAt);
    }

    [Fact]
    public void An_event_is_waited_for_by_name()
    {
        var request = wait.Run("""{"waitFor":"event","event":"order.paid-1","deadline":"2026-03-02T08:00:00Z","onDeadline":"continue"}""").Wait!;

        Assert.Equal(("event", "order.paid-1", Now.AddDays(1), "continue"), (request.Kind, request.Event, request.Deadline!.Value, request.OnDeadline));
    }

    [Theory]
    [InlineData("""["ada@example.com", " admin "]""", 2)]
    [InlineData("\"owner\"", 1)]
    [InlineData("null", 0)]
    public void An_approval_names_people_and_roles(string assignees, int count)
    {
        var request = wait.Run($"{{\"waitFor\":\"approval\",\"message\":\"Ship?\",\"assignees\":{assignees},\"notify\":false}}").Wait!;

        Assert.Equal(("approval", "Ship?", count, false, "fail"), (request.Kind, request.Message, request.Assignees.Count, request.Notify, request.OnDeadline));
        Assert.All(request.Assignees, name => Assert.Equal(name.Trim(), name));
        Assert.Null(request.Deadline);
    }

    [Theory]
    [InlineData("{}", "waitFor")]
    [InlineData("""{"waitFor":"rain"}""", "waitFor")]
    [InlineData("""{"waitFor":"time"}""", "duration")]
    [InlineData("""{"waitFor":"time","duration":"366d"}""", "duration")]
    [InlineData("""{"waitFor":"time","until":"tomorrow"}""", "until")]
    [InlineData("""{"waitFor":"event"}""", "event")]
    [InlineData("""{"waitFor":"event","event":"a b"}""", "event")]
    [InlineData("""{"waitFor":"event","event":"a","onDeadline":"reject"}""", "onDeadline")]
    [InlineData("""{"waitFor":"event","event":"a","deadline":"400d"}""", "deadline")]
    [InlineData("""{"waitFor":"approval","deadline":true}""", "deadline")]
    [InlineData("""{"waitFor":"approval","assignees":[]}""", "assignees")]
    [InlineData("""{"waitFor":"approval","assignees":["viewer"]}""", "assignees")]
    [InlineData("""{"waitFor":"approval","assignees":["boss"]}""", "assignees")]
    [InlineData("""{"waitFor":"approval","assignees":[7]}""", "assignees")]
    [InlineData("""{"waitFor":"approval","notify":"yes"}""", "notify")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, wait.Run(settings));

    [Fact]
    public void A_message_over_the_limit_is_refused() =>
        Step.AssertSettingFault("message", wait.Run($"{{\"waitFor\":\"approval\",\"message\":\"{new string('x', 2_001)}\"}}"));

    [Theory]
    [InlineData("""{"waitFor":"time"}""", "")]
    [InlineData("""{"waitFor":"event"}""", "received,expired")]
    [InlineData("""{"waitFor":"approval"}""", "approved,rejected,expired")]
    [InlineData("{}", "")]
    public void Its_source_handles_depend_on_what_it_waits_for(string settings, string handles) =>
        Assert.Equal(handles, string.Join(',', wait.Type.OutputsFrom!(JsonDocument.Parse(settings).RootElement)));
}
