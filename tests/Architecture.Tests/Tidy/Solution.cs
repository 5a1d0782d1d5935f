namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>A project outside of the solution is built and tested by nobody.</summary>
internal static class Solution
{
    /// <summary>Projects that something else builds, each with its reason.</summary>
    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["tests/Compatibility/Official/HiveFlow.Compatibility.Official.csproj"] = "compiles files of the official repository, which are fetched and never in the tree",
        ["tests/Compatibility/FunctionsHost/HiveFlow.Compatibility.FunctionsHost.csproj"] = "needs the official packages, which some mirrors lack",
        ["tests/Compatibility/Surface/HiveFlow.Compatibility.Surface.csproj"] = "needs the official packages, which some mirrors lack",
    };

    public static IEnumerable<string> Findings(IEnumerable<string> projects, string solution) =>
        projects.Where(p => !Outside.ContainsKey(p) && !solution.Contains(p.Replace('/', '\\'), StringComparison.Ordinal) && !solution.Contains(p, StringComparison.Ordinal))
            .Select(p => $"{p} is not in HiveFlow.sln.");
}
