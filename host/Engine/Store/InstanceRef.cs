namespace HiveFlow.Engine.Store;

/// <summary>An instance by id and number, and when it wants to be woken (UTC ticks; 0: at once).</summary>
internal readonly record struct InstanceRef(string Id, long Seq, long Due);
