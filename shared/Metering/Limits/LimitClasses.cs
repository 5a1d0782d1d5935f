namespace HiveFlow.Metering.Limits;

/// <summary>The route classes there are, each with a limit of its own beside those of key, person, organization and address.</summary>
public static class LimitClasses
{
    /// <summary>Public documents and probes: nothing behind them costs anything.</summary>
    public const string Public = "public";

    /// <summary>Paths that are no route.</summary>
    public const string Unmatched = "unmatched";

    /// <summary>Begins a login, a registration, a reset: hashes and mails stand behind it.</summary>
    public const string Login = "login";

    /// <summary>Codes of a login that has begun.</summary>
    public const string Code = "code";

    /// <summary>Begins the login of a device.</summary>
    public const string Device = "device";

    /// <summary>A device that asks whether it was let in, every three seconds.</summary>
    public const string DevicePoll = "device-poll";

    /// <summary>The check that the CLI makes before each command; it takes any failure but 401 and 403 for being offline.</summary>
    public const string CliVerify = "cli-verify";

    /// <summary>Signed links to files.</summary>
    public const string Files = "files";

    /// <summary>Webhooks of others, counted by their address.</summary>
    public const string Hooks = "hooks";

    /// <summary>The deliveries of one webhook, wherever they come from.</summary>
    public const string Hook = "hook";

    /// <summary>Opens live connections.</summary>
    public const string Live = "live";

    /// <summary>What Azure Web PubSub tells of live connections, signed by it.</summary>
    public const string LiveEvents = "live-events";

    /// <summary>Starts runs.</summary>
    public const string Start = "start";

    /// <summary>Costs us much: tests, imports, models.</summary>
    public const string Costly = "costly";

    /// <summary>Asks the operator's models.</summary>
    public const string Llm = "llm";

    /// <summary>What the table holds unless it is configured otherwise.</summary>
    public static Dictionary<string, Rate> Defaults() => new(StringComparer.Ordinal)
    {
        [Public] = new(1_200, 300),
        [Unmatched] = new(600, 200),
        [Login] = new(60, 30),
        [Code] = new(60, 30),
        [Device] = new(30, 15),
        [DevicePoll] = new(600, 200),
        [CliVerify] = new(6_000, 1_000),
        [Files] = new(1_200, 300),
        [Hooks] = new(1_200, 300),
        [Hook] = new(1_200, 300),
        [Live] = new(60, 30),
        [LiveEvents] = new(600_000, 20_000),
        [Start] = new(1_200, 300),
        [Costly] = new(120, 40),
        [Llm] = new(300, 60),
    };
}
