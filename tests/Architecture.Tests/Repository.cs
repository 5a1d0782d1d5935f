namespace HiveFlow.Architecture.Tests;

/// <summary>The tree as it lies on the disk, without what is built or ignored.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Skipped =
        new([".git", ".vs", ".idea", ".data", "artifacts", "artifacts-azure", "bin", "obj", "node_modules", "TestResults"], StringComparer.Ordinal);

    public static string Root { get; } = FindRoot();

    /// <summary>Every file: path with slashes from the root.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IEnumerable<string> With(params string[] endings) => Files.Where(f => endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)));

    public static bool IsProduct(string path) => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("bench/", StringComparison.Ordinal);

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.GetFiles(folder).Where(f => !f.EndsWith(".user", StringComparison.Ordinal) && Path.GetFileName(f) != ".git"))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (var inner in Directory.GetDirectories(folder).Where(d => !Skipped.Contains(Path.GetFileName(d))).SelectMany(Walk))
        {
            yield return inner;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HiveFlow.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No HiveFlow.sln above the tests.");
    }
}
