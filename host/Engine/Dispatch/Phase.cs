namespace HiveFlow.Engine.Dispatch;

/// <summary>What an instance in memory is doing.</summary>
internal enum Phase
{
    /// <summary>Nothing; it waits for mail or a timer.</summary>
    Idle,

    /// <summary>It waits for its turn.</summary>
    Ready,

    /// <summary>It is being loaded, played or committed.</summary>
    Working,

    /// <summary>It is no longer in memory; whoever still holds it must look it up again.</summary>
    Gone,
}
