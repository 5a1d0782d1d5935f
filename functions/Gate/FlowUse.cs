namespace HiveFlow.Functions.Gate;

/// <summary>What a function has to do with flows: what an API key that is bound to some of them may do with it.</summary>
public enum FlowUse
{
    /// <summary>Nothing was said: a bound key may not call it.</summary>
    Unsaid,

    /// <summary>It is about the flow whose id stands in its path: <c>api/flows/{id…}/…</c>. A bound key may call it for its own flows.</summary>
    OfFlow,

    /// <summary>It is about the run whose id stands in its path: <c>api/runs/{id…}/…</c>. A bound key may call it for runs of its own flows.</summary>
    OfRun,

    /// <summary>It lists things of many flows, or changes such as it lists, and leaves out what <c>Caller.MayUseFlow</c> refuses. A bound key may call it.</summary>
    Listed,

    /// <summary>It shows nothing of any flow and changes nothing. A bound key may call it.</summary>
    Nothing,
}
