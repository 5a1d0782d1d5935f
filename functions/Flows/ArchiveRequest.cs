namespace HiveFlow.Functions.Flows;

/// <summary>Puts a flow away or takes it out again.</summary>
/// <param name="Archived">True when absent.</param>
public sealed record ArchiveRequest(bool Archived = true);
