namespace HiveFlow.Host.Backups;

/// <summary>What <c>hiveflow backup</c> or <c>hiveflow restore</c> was called with.</summary>
/// <param name="IsRestore">Which of the two.</param>
/// <param name="Data">The data folder; null for the configured one.</param>
/// <param name="Copy">The folder of the backup.</param>
/// <param name="Fault">What is wrong with the call; null when nothing is.</param>
internal sealed record BackupArguments(bool IsRestore, string? Data, string Copy, string? Fault)
{
    /// <summary>How to call them, as printed for a wrong call.</summary>
    public const string Usage =
        """
        usage: hiveflow backup --to FOLDER [--data FOLDER]       copies the data folder (.data) while everything goes on
               hiveflow restore --from FOLDER [--data FOLDER]    makes a data folder of a backup; it must not be there yet
        """;

    /// <summary>Whether the program was called for one of them.</summary>
    public static bool Are(IReadOnlyList<string> args) => args is ["backup" or "restore", ..];

    /// <summary>Reads the arguments, the command's name first.</summary>
    public static BackupArguments Read(IReadOnlyList<string> args)
    {
        var isRestore = args[0] == "restore";
        var place = isRestore ? "--from" : "--to";
        string? data = null;
        string? copy = null;
        for (var i = 1; i < args.Count; i += 2)
        {
            var name = args[i];
            if (name != place && name != "--data")
            {
                return Wrong($"'{name}' is not known.");
            }

            if (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(args[i + 1]))
            {
                return Wrong($"{name} needs a value.");
            }

            (data, copy) = name == place ? (data, args[i + 1]) : (args[i + 1], copy);
        }

        return copy is null ? Wrong($"{place} is missing.") : new BackupArguments(isRestore, data, copy, null);

        BackupArguments Wrong(string fault) => new(isRestore, data, string.Empty, fault);
    }
}
