namespace HiveFlow.Engine.Store;

/// <summary>The instance that waits for this one, and as which of its tasks.</summary>
internal sealed record ParentLink(long Seq, string Id, string Name, int TaskId);
