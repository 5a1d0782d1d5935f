using HiveFlow.Host.Functions;
using HiveFlow.Host.Startup;
using HiveFlow.HostFixture;
using Microsoft.Extensions.Configuration;

namespace HiveFlow.Host.Tests.Startup;

public sealed class HostSettingsTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [Theory]
    [InlineData("HiveFlow__Redis__Prefix")]
    [InlineData("HiveFlow:Redis:Prefix")]
    public void The_local_file_gives_settings_in_either_spelling(string key)
    {
        Write("{\"IsEncrypted\": false, \"Values\": {\"" + key + "\": \"x:\", \"Number\": 3}}");
        var settings = Load();
        Assert.Equal("x:", settings["HiveFlow:Redis:Prefix"]);
        Assert.Equal("3", settings["Number"]);
    }

    [Fact]
    public void The_command_line_wins_over_the_local_file()
    {
        Write("""{"Values": {"HiveFlow__Redis__Prefix": "file:"}}""");
        Assert.Equal("line:", Load(new() { ["HiveFlow:Redis:Prefix"] = "line:" })["HiveFlow:Redis:Prefix"]);
    }

    [Theory]
    [InlineData("{\"Values\": {")]
    [InlineData("[]")]
    [InlineData("{\"Values\": 3}")]
    public void A_file_that_is_not_of_its_form_stops_the_start(string text)
    {
        Write(text);
        Assert.Contains(HostSettings.LocalFile, Assert.Single(Assert.Throws<StartupException>(() => Load()).Faults), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private void Write(string text) => File.WriteAllText(Path.Combine(folder.Path, HostSettings.LocalFile), text);

    private ConfigurationManager Load(Dictionary<string, string?>? line = null)
    {
        var settings = new ConfigurationManager();
        HostSettings.Load(settings, folder.Path, line ?? []);
        return settings;
    }
}
