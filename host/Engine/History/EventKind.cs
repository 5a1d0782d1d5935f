namespace HiveFlow.Engine.History;

/// <summary>What can happen to an instance. The numbers stand in histories: never change or reuse one.</summary>
internal enum EventKind : byte
{
    Started = 1,
    ActivityCompleted = 2,
    ActivityFailed = 3,
    TimerFired = 4,
    ChildCompleted = 5,
    ChildFailed = 6,
    Raised = 7,
    Suspended = 8,
    Resumed = 9,
    Terminated = 10,
    Aborted = 11,
}
