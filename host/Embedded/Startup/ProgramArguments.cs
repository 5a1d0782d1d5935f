namespace HiveFlow.Host.Startup;

/// <summary>What the program was called with.</summary>
internal sealed record ProgramArguments
{
    /// <summary>How to call it, as printed for a wrong call.</summary>
    public const string Usage =
        """
        usage: hiveflow [--port N] [--data FOLDER] [--sample NAME] [--once] [--quiet] [--routes] [HiveFlow:Section:Key=value …]
          --port N        port on loopback (3001); 0 takes a free one
          --data FOLDER   everything the process writes lies there (.data)
          --sample NAME   the sample flow to run after the start (github-triage); several with commas between them, or all
          --once          stop after the sample
          --quiet         start without the sample
          --routes        list the routes and stop
               hiveflow backup --to FOLDER [--data FOLDER]
               hiveflow restore --from FOLDER [--data FOLDER]
        """;

    /// <summary>Settings that flags and <c>Key=value</c> arguments stand for.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; private init; } = new Dictionary<string, string?>();

    /// <summary>Whether to stop after the sample.</summary>
    public bool Once { get; private init; }

    /// <summary>Whether to start without the sample.</summary>
    public bool Quiet { get; private init; }

    /// <summary>Whether to list the routes and stop.</summary>
    public bool Routes { get; private init; }

    /// <summary>The samples named, with commas between them; null when none was.</summary>
    public string? Sample { get; private init; }

    /// <summary>What is wrong with the call; null when nothing is.</summary>
    public string? Fault { get; private init; }

    /// <summary>Reads the arguments.</summary>
    public static ProgramArguments Read(IReadOnlyList<string> args)
    {
        var line = new ProgramArguments();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            switch (arg)
            {
                case "--once":
                    line = line with { Once = true };
                    break;
                case "--quiet":
                    line = line with { Quiet = true };
                    break;
                case "--routes":
                    line = line with { Routes = true };
                    break;
                case "--port" or "--data" or "--sample" when i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal):
                    return line with { Fault = $"{arg} needs a value." };
                case "--port":
                    settings["HiveFlow:Host:Port"] = args[++i];
                    break;
                case "--data":
                    settings["HiveFlow:Host:DataFolder"] = args[++i];
                    break;
                case "--sample":
                    line = line with { Sample = args[++i] };
                    break;
                default:
                    var text = arg.TrimStart('-');
                    var equals = text.IndexOf('=', StringComparison.Ordinal);
                    if (equals <= 0 || !text.StartsWith("HiveFlow:", StringComparison.OrdinalIgnoreCase))
                    {
                        return line with { Fault = $"'{arg}' is not known." };
                    }

                    settings[text[..equals]] = text[(equals + 1)..];
                    break;
            }
        }

        return line is { Once: true, Quiet: true }
            ? line with { Fault = "--once stops after the sample and --quiet leaves it out: use one of them." }
            : line with { Settings = settings };
    }
}
