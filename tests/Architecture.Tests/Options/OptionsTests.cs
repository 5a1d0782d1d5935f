using System.Reflection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Architecture.Tests.Options;

public sealed class OptionsTests
{
    private const string Table = "docs/configuration.md";

    private static readonly List<Type> Records =
    [
        .. Assemblies.Types.Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal)
            && t.Namespace?.StartsWith("HiveFlow.", StringComparison.Ordinal) == true
            && t.GetMethod("<Clone>$") is not null),
    ];

    [Fact]
    public void Every_options_record_has_a_validator()
    {
        var validated = Assemblies.Types.SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
            .Select(i => i.GetGenericArguments()[0])
            .ToHashSet();

        var parts = Records.SelectMany(r => r.GetProperties()).Select(p => p.PropertyType).Where(t => !validated.Contains(t)).ToHashSet();

        Assert.NotEmpty(Records);
        Findings.None(Records.Where(r => !validated.Contains(r) && !parts.Contains(r) && !ValidatesItself(r)).Select(r => $"{r.FullName} has no IValidateOptions."));
    }

    [Fact]
    public void Every_option_has_a_row_in_the_table() => Findings.None(Records.Where(r => !ValidatesItself(r)).SelectMany(r => Missing(r, Repository.Read(Table))));

    [Fact]
    public void An_option_without_a_row_is_found()
    {
        Assert.Equal(2, Missing(typeof(SampleOptions), "no table").Count());
        Assert.Single(Missing(typeof(SampleOptions), "| `HiveFlow:Sample:First` | 1 | … |\n text about HiveFlow:Sample:Second"));
        Assert.Single(Missing(typeof(SampleOptions), "| `HiveFlow:Sample:First` | 1 |\n| `HiveFlow:Other:Second` | 2 |"));
        Assert.Empty(Missing(typeof(SampleOptions), "| `HiveFlow:Sample:First` | 1 |\n| `HiveFlow:Sample:Second` | 2 |"));
    }

    /// <summary>Options that code hands over without a container check themselves where they are taken.</summary>
    private static bool ValidatesItself(Type options) => options.GetMethod("Validate", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) is not null;

    private static IEnumerable<string> Missing(Type options, string table)
    {
        var keys = table.Split('\n').Where(l => l.StartsWith('|')).SelectMany(l => l.Split('`')).Where(k => k.Contains(':')).Select(k => k.Split(':')).ToList();
        return Settings(options, options.FullName!)
            .Where(s => !keys.Exists(k => k[^1] == s.Name && s.Owner.Contains(k[^2], StringComparison.Ordinal)))
            .Select(s => $"{s.Owner}.{s.Name} has no row in {Table}.");
    }

    /// <summary>The settings of a record and of the records in it that are no options of their own; the section's name is part of the owner's.</summary>
    private static IEnumerable<(string Owner, string Name)> Settings(Type options, string owner) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && !Records.Contains(p.PropertyType))
            .SelectMany(p => IsGroup(p.PropertyType) ? Settings(p.PropertyType, $"{owner}.{p.Name}") : [(owner, p.Name)]);

    private static bool IsGroup(Type type) =>
        type.Namespace?.StartsWith("HiveFlow.", StringComparison.Ordinal) == true && type.GetMethod("<Clone>$") is not null;

    private sealed record SampleOptions
    {
        public int First { get; init; }

        public int Second { get; init; }
    }
}
