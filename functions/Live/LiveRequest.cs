namespace HiveFlow.Functions.Live;

/// <summary>What a client that is known can ask for.</summary>
internal enum LiveRequest
{
    /// <summary>Nothing that the protocol has.</summary>
    None,

    /// <summary>Whether anybody is there.</summary>
    Ping,

    /// <summary>To watch something.</summary>
    Subscribe,

    /// <summary>To watch it no more.</summary>
    Unsubscribe,
}
