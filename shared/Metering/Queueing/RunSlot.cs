namespace HiveFlow.Metering.Queueing;

/// <summary>A run as the counts of runs at work know it; no part holds a slash.</summary>
/// <param name="Organization">Whose run it is.</param>
/// <param name="Flow">The flow it runs.</param>
/// <param name="Run">Its id.</param>
public sealed record RunSlot(string Organization, string Flow, string Run)
{
    /// <summary>The flow, within all organizations.</summary>
    internal string FlowName => $"{Organization}/{Flow}";

    /// <summary>The run, within its organization.</summary>
    internal string Place => $"{Flow}/{Run}";

    /// <inheritdoc/>
    public override string ToString() => $"{Organization}/{Flow}/{Run}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    internal static RunSlot? Read(string text) => text.Split('/') is [var organization, var flow, var run] ? new RunSlot(organization, flow, run) : null;
}
