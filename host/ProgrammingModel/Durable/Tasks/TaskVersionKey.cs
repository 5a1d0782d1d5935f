namespace Microsoft.DurableTask;

/// <summary>What a registration is found by: name and version, both compared ignoring case.</summary>
internal readonly record struct TaskVersionKey(TaskName Name, TaskVersion Version);
