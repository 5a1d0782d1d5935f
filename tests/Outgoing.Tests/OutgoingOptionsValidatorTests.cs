namespace HiveFlow.Outgoing.Tests;

public sealed class OutgoingOptionsValidatorTests
{
    private readonly OutgoingOptionsValidator _validator = new();

    [Fact]
    public void The_defaults_are_valid() => Assert.True(_validator.Validate(null, new OutgoingOptions()).Succeeded);

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
