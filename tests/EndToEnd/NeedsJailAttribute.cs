namespace HiveFlow.EndToEnd;

/// <summary>A test that runs the sample; skipped, with the reason, where bubblewrap, Python or curl is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsJailAttribute : FactAttribute
{
    public NeedsJailAttribute()
    {
        string[] needed = ["bwrap", "python3", "curl"];
        var missing = needed.Where(program => !IsThere(program)).ToList();
        if (missing.Count > 0)
        {
            Skip = $"The sample needs {string.Join(" and ", missing)}, which this machine lacks.";
        }
    }

    /// <summary>Whether a program is on the path.</summary>
    internal static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
