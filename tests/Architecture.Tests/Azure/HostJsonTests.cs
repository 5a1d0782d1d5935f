using System.Globalization;
using System.Text.Json;
using HiveFlow.Orchestrations.RunFlow;

namespace HiveFlow.Architecture.Tests.Azure;

public sealed class HostJsonTests
{
    private static readonly JsonElement HostJson = JsonDocument.Parse(Repository.Read("host.json")).RootElement;
    private static readonly JsonElement Durable = HostJson.GetProperty("extensions").GetProperty("durableTask");

    [Fact]
    public void The_default_version_is_the_interpreters() =>
        Assert.Equal(RunFlowInput.CurrentInterpreter.ToString(CultureInfo.InvariantCulture), Durable.GetProperty("defaultVersion").GetString());

    [Fact]
    public void Runs_of_older_versions_go_on_and_those_of_newer_ones_are_refused()
    {
        Assert.Equal("CurrentOrOlder", Durable.GetProperty("versionMatchStrategy").GetString());
        Assert.Equal("Reject", Durable.GetProperty("versionFailureStrategy").GetString());
    }

    [Fact]
    public void Routes_are_whole_because_the_host_adds_no_prefix() =>
        Assert.Equal(string.Empty, HostJson.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());

    [Fact]
    public void No_function_may_take_longer_than_half_an_hour() => Assert.Equal("00:30:00", HostJson.GetProperty("functionTimeout").GetString());

    [Fact]
    public void An_idle_queue_is_looked_at_every_ten_seconds() =>
        Assert.Equal("00:00:10", Durable.GetProperty("storageProvider").GetProperty("maxQueuePollingInterval").GetString());
}
