namespace HiveFlow.Flows.Graph;

/// <summary>What a node's failure means to its run (<c>data.onError</c>).</summary>
public enum ErrorReaction
{
    /// <summary><c>stop</c>: the run fails. The default of a node without an error edge.</summary>
    Stop,

    /// <summary><c>continue</c>: the run goes on along the edges without a handle, as if the node had completed.</summary>
    Continue,

    /// <summary><c>route</c>: only the edges of the handle <c>error</c> are taken. The default of a node that has one.</summary>
    Route,
}
