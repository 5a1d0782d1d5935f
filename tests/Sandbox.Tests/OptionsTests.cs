using HiveFlow.LocalSandbox;

namespace HiveFlow.Sandbox.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.True(new SandboxOptionsValidator().Validate(null, new SandboxOptions()).Succeeded);
        Assert.True(new LocalSandboxOptionsValidator().Validate(null, new LocalSandboxOptions()).Succeeded);
    }

    [Fact]
    public void All_faults_are_told_together()
    {
        var options = new SandboxOptions { MaxConcurrency = 0, Instance = "a b", E2B = new E2BOptions { ApiUrl = "http://e2b.example", Template = "" } };
        var result = new SandboxOptionsValidator().Validate(null, options);
        Assert.Equal(4, result.Failures!.Count());
        Assert.All(result.Failures!, fault => Assert.StartsWith("HiveFlow:Sandbox:", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_of_the_local_server_are_told_with_their_bounds_and_value()
    {
        var result = new LocalSandboxOptionsValidator().Validate(null, new LocalSandboxOptions { MemoryMegabytes = 1, ApiKey = "short" });
        Assert.Equal(2, result.Failures!.Count());
        Assert.Contains("from 64 to 65536; it is 1", result.Failures!.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("https://e2b.example", true)]
    [InlineData("http://10.0.0.1", false)]
    [InlineData("ftp://e2b.example", false)]
    [InlineData("e2b.example", false)]
    public void Addresses_are_https_or_on_this_machine(string address, bool isFine)
    {
        var options = new SandboxOptions { E2B = new E2BOptions { ApiUrl = address, SandboxUrl = address } };
        Assert.Equal(isFine, new SandboxOptionsValidator().Validate(null, options).Succeeded);
    }
}
