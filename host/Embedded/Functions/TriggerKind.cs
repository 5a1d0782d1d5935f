namespace HiveFlow.Host.Functions;

/// <summary>What starts a function.</summary>
internal enum TriggerKind
{
    /// <summary>An HTTP request.</summary>
    Http,

    /// <summary>The clock.</summary>
    Timer,

    /// <summary>The durable engine, as an orchestrator.</summary>
    Orchestration,

    /// <summary>The durable engine, as an activity.</summary>
    Activity,
}
