using HiveFlow.Host.Startup;

namespace HiveFlow.Host.Tests.Startup;

public sealed class ProgramArgumentsTests
{
    [Fact]
    public void Flags_become_settings_and_choices()
    {
        var line = ProgramArguments.Read(["--port", "4001", "--data", "/tmp/x", "--sample", "s", "--once", "HiveFlow:Outgoing:MaxConcurrent=7"]);
        Assert.Null(line.Fault);
        Assert.True(line.Once);
        Assert.Equal("s", line.Sample);
        Assert.Equal("4001", line.Settings["HiveFlow:Host:Port"]);
        Assert.Equal("/tmp/x", line.Settings["HiveFlow:Host:DataFolder"]);
        Assert.Equal("7", line.Settings["HiveFlow:Outgoing:MaxConcurrent"]);
    }

    [Theory]
    [InlineData("--prot", "--prot")]
    [InlineData("--port", "--port needs a value")]
    [InlineData("Logging:LogLevel:Default=Debug", "is not known")]
    [InlineData("extra", "is not known")]
    public void What_is_not_known_is_named(string argument, string sentence) =>
        Assert.Contains(sentence, ProgramArguments.Read([argument]).Fault, StringComparison.Ordinal);

    [Fact]
    public void A_flag_is_not_taken_as_the_value_of_another() =>
        Assert.Contains("--data needs a value", ProgramArguments.Read(["--data", "--once"]).Fault, StringComparison.Ordinal);

    [Fact]
    public void Once_and_quiet_exclude_each_other() => Assert.NotNull(ProgramArguments.Read(["--once", "--quiet"]).Fault);
}
