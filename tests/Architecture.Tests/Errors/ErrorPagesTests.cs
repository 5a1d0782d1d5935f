using System.Reflection;
using HiveFlow.Errors;

namespace HiveFlow.Architecture.Tests.Errors;

public sealed class ErrorPagesTests
{
    private static readonly List<(string Field, ErrorCode Code)> Codes =
    [
        .. Assemblies.Types
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => f.FieldType == typeof(ErrorCode) && f.DeclaringType?.ContainsGenericParameters == false)
            .Select(f => ($"{f.DeclaringType!.Name}.{f.Name}", (ErrorCode)f.GetValue(null)!)),
    ];

    private static readonly List<string> Pages =
        [.. Repository.Files.Where(f => f.StartsWith("docs/errors/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void Every_error_code_has_a_page() =>
        Findings.None(Codes.Where(c => !Pages.Contains($"docs/errors/{c.Code.Value}.md")).Select(c => $"{c.Field}: docs/errors/{c.Code.Value}.md is missing."));

    [Fact]
    public void Every_page_belongs_to_an_error_code()
    {
        var known = Codes.Select(c => $"docs/errors/{c.Code.Value}.md").Append("docs/errors/README.md").ToHashSet();

        Findings.None(Pages.Where(p => !known.Contains(p)).Select(p => $"{p}: no such error code."));
    }

    [Fact]
    public void A_page_begins_with_its_code_and_tells_causes_and_fix() =>
        Findings.None(Pages.Where(p => p != "docs/errors/README.md").Where(p => !IsWhole(p, Repository.Read(p))).Select(p => $"{p}: title, causes or fix is missing."));

    [Fact]
    public void A_code_is_declared_once_in_words_joined_by_underscores()
    {
        Findings.None(Codes.GroupBy(c => c.Code.Value).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(c => c.Field))}"));
        Assert.All(Codes, c => Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", c.Code.Value));
        Assert.All(Codes, c => Assert.EndsWith("Code", c.Field, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("# a_b\n\nIt.\n\n**Causes.** x\n\n**Fix.** y\n", true)]
    [InlineData("# a_c\n\nIt.\n\n**Causes.** x\n\n**Fix.** y\n", false)]
    [InlineData("# a_b\n\nIt.\n\n**Causes.** x\n", false)]
    public void A_page_that_is_not_whole_is_found(string text, bool whole) => Assert.Equal(whole, IsWhole("docs/errors/a_b.md", text));

    private static bool IsWhole(string path, string text) =>
        text.StartsWith($"# {Path.GetFileNameWithoutExtension(path)}\n", StringComparison.Ordinal)
        && text.Contains("Causes", StringComparison.Ordinal)
        && text.Contains("Fix", StringComparison.Ordinal);
}
