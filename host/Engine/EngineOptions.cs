namespace HiveFlow.Engine;

/// <summary>Settings of the embedded durable engine.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// Activities under way at once, over all instances; one organization (tag <c>organization</c>) has at most three quarters of them.
    /// Default 64; 1 to 10,000.
    /// </summary>
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>Turns computed at once. Default the number of cores; 1 to 1,024.</summary>
    public int MaxConcurrentTurns { get; init; } = Environment.ProcessorCount;

    /// <summary>Instances with work to do before new ones are refused with <see cref="EngineBusyException"/>. Default 20,000; 100 to 10,000,000.</summary>
    public int MaxBacklog { get; init; } = 20_000;

    /// <summary>Waiting instances kept in memory, the longest waiting leave first. Default 1,000; 0 to 1,000,000.</summary>
    public int MaxIdleInstances { get; init; } = 1_000;

    /// <summary>About the memory waiting instances may take, in bytes. Default 64 MiB; 0 to 64 GiB.</summary>
    public long MaxIdleBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Whether an orchestrator stays in memory between its turns (default). Off, each turn replays the whole history, as the official
    /// engine does without extended sessions.
    /// </summary>
    public bool ReplayCache { get; init; } = true;

    /// <summary>How far ahead timers are kept in memory; those beyond are read when their time comes near. Default 2 minutes; 1 s to 1 h.</summary>
    public TimeSpan TimerHorizon { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// An instance on which the process died twice in a row is tried alone; how often it may die then before the instance is failed,
    /// so that the others can go on. Default 3; 1 to 100.
    /// </summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>
    /// The longest serialized input, output, event or custom status, in characters; a longer one is an error where it arises. Default
    /// 4 Mi (4,194,304); 1,024 to 64 Mi.
    /// </summary>
    public int MaxPayloadChars { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a stop waits for running activities before it cancels them. Default 10 s; 0 to 10 min.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For tests: after every commit the engine forgets everything and recovers from the store.</summary>
    internal bool CrashAfterEveryCommit { get; init; }
}
