using System.Text.RegularExpressions;

namespace HiveFlow.Architecture.Tests.Docs;

public sealed class DocsTests
{
    [Fact]
    public void Every_link_between_files_leads_somewhere() => Findings.None(Repository.With(".md")
        .SelectMany(f => DeadLinks.Findings(f, Repository.Read(f), t => Path.Exists(Path.Combine(Repository.Root, t)))));

    [Fact]
    public void Every_test_that_a_promise_names_is_there()
    {
        var tests = string.Concat(Repository.With(".cs").Where(f => f.StartsWith("tests/", StringComparison.Ordinal)).Select(Repository.Read));
        var named = Regex.Matches(Repository.Read("docs/metering.md"), "`([A-Z0-9][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`").Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 40);
        Findings.None(named.Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal)).Select(name => $"docs/metering.md names {name}, which is no test."));
    }

    [Theory]
    [InlineData("[a](b.md)", "docs/b.md", false)]
    [InlineData("[a](../README.md#top)", "README.md", false)]
    [InlineData("[a](gone.md)", "docs/b.md", true)]
    [InlineData("[a](https://example.com/gone.md)", "", false)]
    [InlineData("[a](#here)", "", false)]
    [InlineData("```\n[a](gone.md)\n```", "", false)]
    public void A_link_that_leads_nowhere_is_found(string text, string existing, bool found) =>
        Assert.Equal(found, DeadLinks.Findings("docs/a.md", text, t => t == existing).Any());
}
