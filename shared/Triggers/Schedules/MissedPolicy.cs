namespace HiveFlow.Triggers.Schedules;

/// <summary>What happens to occurrences whose time went by while nothing could start them.</summary>
public static class MissedPolicy
{
    /// <summary>They are left out.</summary>
    public const string None = "none";

    /// <summary>One run stands for all of them.</summary>
    public const string One = "one";

    /// <summary>Each starts, the latest <see cref="Schedule.MissedLimit"/> of them.</summary>
    public const string Every = "all";

    /// <summary>All of the policies.</summary>
    public static readonly IReadOnlyList<string> All = [None, One, Every];
}
