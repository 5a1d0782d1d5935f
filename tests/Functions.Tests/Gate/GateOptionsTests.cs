using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

public sealed class GateOptionsTests
{
    [Fact]
    public void The_defaults_are_fine() => Assert.True(Validate(new GateOptions()).Succeeded);

    [Theory]
    [InlineData("https://api.example.com", true)]
    [InlineData("https://api.example.com:8443/", true)]
    [InlineData("https://api.example.com/path", false)]
    [InlineData("ftp://api.example.com", false)]
    [InlineData("/api", false)]
    public void The_public_address_is_a_web_address_without_a_path(string url, bool isFine) =>
        Assert.Equal(isFine, Validate(new GateOptions { PublicUrl = new Uri(url, UriKind.RelativeOrAbsolute) }).Succeeded);

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("chrome-extension://abcdefghijklmnop", true)]
    [InlineData("https://app.example.com/", false)]
    [InlineData("https://*.example.com", false)]
    [InlineData("app.example.com", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    public void An_origin_is_exact(string origin, bool isFine) =>
        Assert.Equal(isFine, Validate(new GateOptions { Origins = [origin] }).Succeeded);

    [Fact]
    public void All_faults_are_told_together()
    {
        var result = Validate(new GateOptions
        {
            PublicUrl = new Uri("/x", UriKind.Relative),
            ErrorDocs = new Uri("https://example.com/errors"),
            Origins = ["*", "null"],
        });

        Assert.Equal(4, result.Failures!.Count());
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(GateOptions options) =>
        new GateOptionsValidator().Validate(null, options);
}
