namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>The host's processes, as the host sees them.</summary>
internal static class HostProcesses
{
    /// <summary>The ids of those whose command line holds a text.</summary>
    public static IReadOnlyList<int> With(string text)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), out var id) && File.ReadAllText(folder + "/cmdline").Contains(text, StringComparison.Ordinal))
                {
                    found.Add(id);
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Ended meanwhile.
            }
        }

        return found;
    }

    /// <summary>The real user id of a process.</summary>
    public static int UserOf(int id) =>
        int.Parse(File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture);
}
