namespace HiveFlow.Functions.Gate;

/// <summary>What becomes of a plain HTTP request in production.</summary>
public enum Transport
{
    /// <summary>It is refused: what programs call.</summary>
    Https,

    /// <summary>Its reader is sent on to https: a page that people open.</summary>
    Redirect,

    /// <summary>It is answered: what a probe inside the network asks, with nothing to protect.</summary>
    Any,
}
