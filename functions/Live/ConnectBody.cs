using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Live;

/// <summary>What Azure Web PubSub tells of a client that connects, as far as we ask.</summary>
/// <param name="Headers">The client's request headers.</param>
/// <param name="Subprotocols">The WebSocket subprotocols it offers.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ConnectBody(
    IReadOnlyDictionary<string, IReadOnlyList<string>?>? Headers = null, IReadOnlyList<string>? Subprotocols = null);
