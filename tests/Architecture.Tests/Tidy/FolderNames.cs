namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>Folders are capabilities in the field's words, never layers or kinds.</summary>
internal static class FolderNames
{
    private static readonly HashSet<string> Refused = new(
        ["common", "utils", "util", "utilities", "helpers", "helper", "models", "services", "contracts", "interfaces", "misc", "dtos", "extensions", "managers"],
        StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Findings(IEnumerable<string> files) =>
        files.Select(f => (File: f, Folder: f.Split('/')[..^1].FirstOrDefault(Refused.Contains)))
            .Where(f => f.Folder is not null)
            .Select(f => $"{f.File}: a folder '{f.Folder}' says nothing about what is in it.");
}
