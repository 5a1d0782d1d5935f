namespace HiveFlow.Flows.Validation;

/// <summary>The kinds of <see cref="FlowFault"/>.</summary>
public enum FaultKind
{
    /// <summary>A node or edge is not an object, or one of its own fields has the wrong type.</summary>
    Malformed,

    /// <summary>More nodes or edges than allowed.</summary>
    TooMany,

    /// <summary>No node that a run could start from.</summary>
    NoStart,

    /// <summary>A node's id is missing or not allowed.</summary>
    InvalidId,

    /// <summary>Two nodes or two edges of one id.</summary>
    DuplicateId,

    /// <summary>No processor here runs this type.</summary>
    UnknownType,

    /// <summary>A setting that the type needs is missing.</summary>
    MissingSetting,

    /// <summary>A setting does not fit the type's schema.</summary>
    InvalidSetting,

    /// <summary>An expression that cannot be parsed.</summary>
    InvalidExpression,

    /// <summary><c>retry</c>, <c>timeout</c>, <c>onError</c> or <c>checkpoint</c> is not well-formed or out of bounds.</summary>
    InvalidPolicy,

    /// <summary>An edge from or to a node that is not there.</summary>
    EdgeToNowhere,

    /// <summary>An edge on an output that its node does not have.</summary>
    UnknownHandle,

    /// <summary>A loop without a body, an edge that leaves one, loops nested too deep, or a node that can't be in one.</summary>
    LoopBody,

    /// <summary>A subflow node that names no flow of the organization, or one that could not be run so.</summary>
    UnknownFlow,

    /// <summary>Nodes that lead back to themselves without a loop node.</summary>
    Cycle,

    /// <summary>A node that no run can reach.</summary>
    Unreachable,
}
