namespace HiveFlow.Runs;

/// <summary>What starts runs.</summary>
public static class RunTriggers
{
    /// <summary>A call of the API.</summary>
    public const string Api = "api";

    /// <summary>A delivery to a webhook.</summary>
    public const string Webhook = "webhook";

    /// <summary>A schedule that was due.</summary>
    public const string Schedule = "schedule";

    /// <summary>A subflow node of another run.</summary>
    public const string Subflow = "subflow";

    /// <summary>A call of a flow as a tool.</summary>
    public const string Mcp = "mcp";

    /// <summary>A test of one node.</summary>
    public const string Test = "test";

    /// <summary>The failure of another flow's run.</summary>
    public const string Error = "error";

    /// <summary>All of them, for filters.</summary>
    public static readonly IReadOnlyList<string> All = [Api, Webhook, Schedule, Subflow, Mcp, Test, Error];
}
