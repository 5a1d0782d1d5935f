namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>Paths as E2B's agent takes them.</summary>
internal static class LocalPath
{
    /// <summary>Absolute ones stay, <c>~</c> is home, others are under home. The jail resolves the rest.</summary>
    public static string Resolve(string path)
    {
        if (path.Length == 0 || path == "~")
        {
            return LiveSandbox.Home;
        }

        return path[0] == '/' ? path : LiveSandbox.Home + "/" + (path.StartsWith("~/", StringComparison.Ordinal) ? path[2..] : path);
    }
}
