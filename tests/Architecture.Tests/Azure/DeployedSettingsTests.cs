using System.Text.RegularExpressions;

namespace HiveFlow.Architecture.Tests.Azure;

public sealed partial class DeployedSettingsTests
{
    private const string Table = "docs/configuration.md";

    [Theory]
    [InlineData("local.settings.sample.json")]
    [InlineData("deploy/compose.yml")]
    [InlineData("deploy/azure/main.bicep")]
    public void Every_setting_that_a_deployment_gives_is_in_the_table(string file)
    {
        var table = Repository.Read(Table);
        var names = Setting().Matches(Repository.Read(file)).Select(m => m.Value).Distinct().ToList();
        Assert.NotEmpty(names);
        Findings.None(names
            .Select(n => Item().Replace(n, string.Empty).Replace("__", ":", StringComparison.Ordinal))
            .Where(key => !table.Contains($"`{key}`", StringComparison.Ordinal))
            .Select(key => $"{file} sets {key}, which has no row in {Table}."));
    }

    // The Functions host tells the worker its port; a setting of Kestrel's own would win.
    [Theory]
    [InlineData("local.settings.sample.json")]
    [InlineData("deploy/compose.yml")]
    [InlineData("deploy/Dockerfile")]
    [InlineData("deploy/azure/main.bicep")]
    public void No_setting_moves_the_workers_port(string file) =>
        Findings.None(((string[])["Kestrel", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_URLS"])
            .Where(name => Repository.Read(file).Contains(name, StringComparison.OrdinalIgnoreCase))
            .Select(name => $"{file} sets {name}."));

    [Fact]
    public void Every_setting_of_the_table_is_in_the_sample()
    {
        var sample = Repository.Read("local.settings.sample.json");
        Findings.None(Row().Matches(Repository.Read(Table))
            .Select(row => row.Groups[1].Value.Replace(":", "__", StringComparison.Ordinal))
            .Where(key => !sample.Contains($"\"{key}", StringComparison.Ordinal))
            .Select(key => $"{key} is not in local.settings.sample.json: below Values where a local start needs it, else below Optional with its default."));
    }

    [GeneratedRegex(@"^\| `(HiveFlow:[A-Za-z0-9:]+)`", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(HiveFlow(__[A-Za-z0-9]+)+|HIVEFLOW_(ENV|APPLICATIONINSIGHTS)\b)", RegexOptions.NonBacktracking)]
    private static partial Regex Setting();

    // The items of a list (…__0) and of a map (…Keys__k1) are values of the setting before them.
    [GeneratedRegex(@"(__[0-9]+|(?<=Vault__Keys)__[A-Za-z0-9]*)$")]
    private static partial Regex Item();
}
