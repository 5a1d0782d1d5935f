namespace HiveFlow.Live.Signals;

/// <summary>A run was accepted or has ended.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="FlowId">Of which flow.</param>
/// <param name="RunId">The run.</param>
/// <param name="Status">Its status now.</param>
public readonly record struct RunNotice(string OrganizationId, string FlowId, string RunId, string Status);
