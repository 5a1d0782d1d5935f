using Microsoft.Extensions.Configuration;

namespace HiveFlow.Outgoing.Tests;

public sealed class OutgoingOptionsValidatorTests
{
    private readonly OutgoingOptionsValidator _validator = new();

    [Fact]
    public void The_defaults_are_valid() => Assert.True(_validator.Validate(null, new OutgoingOptions()).Succeeded);

    [Fact]
    public void They_are_bound_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Allow:0"] = "127.0.0.1:4000",
            ["Allow:1"] = "[fd00::/8]:443",
            ["ConnectTimeout"] = "00:00:05",
            ["MaxResponseBytes"] = "2048",
        }).Build();
        var options = new OutgoingOptions();

        configuration.Bind(options);

        Assert.Equal(["127.0.0.1:4000", "[fd00::/8]:443"], options.Allow);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ConnectTimeout);
        Assert.Equal(2048, options.MaxResponseBytes);
        Assert.True(_validator.Validate(null, options).Succeeded);
    }

    [Fact]
    public void All_faults_are_named_together()
    {
        var result = _validator.Validate(null, new OutgoingOptions
        {
            Allow = ["*.internal:80"],
            ConnectTimeout = TimeSpan.Zero,
            MaxConcurrent = 0,
        });

        Assert.Equal(3, result.Failures!.Count());
    }

    [Fact]
    public void A_default_timeout_over_the_maximum_names_both()
    {
        var result = _validator.Validate(null, new OutgoingOptions { DefaultTimeout = TimeSpan.FromMinutes(9), MaxTimeout = TimeSpan.FromMinutes(8) });

        Assert.Contains("00:09:00", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("00:08:00", result.FailureMessage, StringComparison.Ordinal);
    }
}
