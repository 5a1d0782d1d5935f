namespace HiveFlow.Live.Events;

/// <summary>The types of events in a run's log.</summary>
public static class RunEventTypes
{
    /// <summary>The run was accepted and begins. Data: flowId, flowName, trigger, creditsHeld (millicredits, where runs cost).</summary>
    public const string RunStarted = "run.started";

    /// <summary>All went well. Data: durationMs, creditsCharged (millicredits, where runs cost).</summary>
    public const string RunCompleted = "run.completed";

    /// <summary>It failed. Data: code, message, nodeId, durationMs, creditsCharged.</summary>
    public const string RunFailed = "run.failed";

    /// <summary>Somebody stopped it. Data: durationMs, creditsCharged.</summary>
    public const string RunCancelled = "run.cancelled";

    /// <summary>A step begins. Data: nodeType, attempt.</summary>
    public const string StepStarted = "step.started";

    /// <summary>A line of a step's log. Data: level, message.</summary>
    public const string StepLog = "step.log";

    /// <summary>A piece of a step's live output. Data: stream, text.</summary>
    public const string StepOutput = "step.output";

    /// <summary>A step waits for an instant, an event or an approval. Data: until, waitsFor (event, approval).</summary>
    public const string StepWaiting = "step.waiting";

    /// <summary>A step failed and is tried again. Data: code, message, attempt, delayMs.</summary>
    public const string StepRetrying = "step.retrying";

    /// <summary>A step went well. Data: durationMs, branch, usage (units by kind, such as tokens), output (when it is small).</summary>
    public const string StepCompleted = "step.completed";

    /// <summary>
    /// A part of a step has ended, or waits for a run of another flow: an agent's question, or a call of one of its tools. Data: part, nodeType,
    /// tool, status, durationMs, childRunId, code, message, usage, output (when it is small).
    /// </summary>
    public const string StepPart = "step.part";

    /// <summary>A step failed for good. Data: code, message, durationMs, usage.</summary>
    public const string StepFailed = "step.failed";

    /// <summary>Whether nothing comes after an event of this type.</summary>
    public static bool EndsRun(string type) => type is RunCompleted or RunFailed or RunCancelled;
}
