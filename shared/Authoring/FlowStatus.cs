namespace HiveFlow.Authoring;

/// <summary>What state a flow is in; <see cref="Active"/> and <see cref="Paused"/> are also its execution states.</summary>
public static class FlowStatus
{
    /// <summary>Being made; its triggers do not start runs, the API call does.</summary>
    public const string Draft = "draft";

    /// <summary>Its triggers start runs.</summary>
    public const string Active = "active";

    /// <summary>Its triggers do not start runs, the API call does.</summary>
    public const string Paused = "paused";

    /// <summary>Taken out of service; as paused.</summary>
    public const string Stopped = "stopped";

    /// <summary>Put away: nothing starts it.</summary>
    public const string Archived = "archived";

    /// <summary>All of them, for filters.</summary>
    public static readonly IReadOnlyList<string> All = [Draft, Active, Paused, Stopped, Archived];
}
