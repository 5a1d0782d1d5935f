namespace HiveFlow.Orchestrations.DryRuns;

/// <summary>What a dry run found out about a node.</summary>
public static class DryOutcome
{
    /// <summary>It touches nothing outside, all it needs is known, and it was run.</summary>
    public const string Evaluated = "evaluated";

    /// <summary>Its output was given by whoever asked.</summary>
    public const string Pinned = "pinned";

    /// <summary>It was not run; it is assumed to go well, with an output that is not known.</summary>
    public const string Assumed = "assumed";

    /// <summary>It would fail.</summary>
    public const string Fails = "fails";

    /// <summary>It would not run.</summary>
    public const string Skipped = "skipped";
}
