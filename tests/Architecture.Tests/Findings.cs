namespace HiveFlow.Architecture.Tests;

/// <summary>What rules find is a list of sentences; a tree that keeps the rules gives none.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.Distinct().ToList();
        Assert.True(all.Count == 0, $"{all.Count} found:{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }
}
