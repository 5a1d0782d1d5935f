namespace HiveFlow.Functions.Live;

/// <summary>What Azure Web PubSub is answered when a client may connect.</summary>
/// <param name="Subprotocol">The subprotocol that is spoken; nothing is answered where there is none.</param>
internal sealed record ConnectAnswer(string Subprotocol);
