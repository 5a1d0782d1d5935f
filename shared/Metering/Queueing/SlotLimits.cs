namespace HiveFlow.Metering.Queueing;

/// <summary>The limits that a run counts against.</summary>
/// <param name="Flow">Its flow's runs at work; 0 for no limit of its own.</param>
/// <param name="Organization">Its organization's runs at work.</param>
/// <param name="System">All runs at work.</param>
/// <param name="QueuedOfOrganization">Its organization's queued runs.</param>
/// <param name="QueuedOfSystem">All queued runs.</param>
internal sealed record SlotLimits(int Flow, int Organization, int System, int QueuedOfOrganization, int QueuedOfSystem);
