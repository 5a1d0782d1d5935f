using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Live;

/// <summary>
/// An event of Azure Web PubSub: a CloudEvent in binary form (https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events).
/// </summary>
/// <param name="Type">Such as <c>azure.webpubsub.sys.connect</c>.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="Hub">The hub.</param>
/// <param name="Subject">The user id of the client's token.</param>
/// <param name="Signature">What proves where it comes from.</param>
/// <param name="Subprotocol">The subprotocol that the client speaks; null for none.</param>
internal sealed record RemoteEvent(string Type, string Connection, string Hub, string? Subject, string? Signature, string? Subprotocol)
{
    /// <summary>A client wants to connect.</summary>
    public const string Connect = "azure.webpubsub.sys.connect";

    /// <summary>It has.</summary>
    public const string Connected = "azure.webpubsub.sys.connected";

    /// <summary>It is gone.</summary>
    public const string Disconnected = "azure.webpubsub.sys.disconnected";

    /// <summary>It has said something.</summary>
    public const string Message = "azure.webpubsub.user.message";

    private const int MaxIdLength = 200;

    /// <summary>Reads its headers; null when one that matters is missing or stands twice.</summary>
    public static RemoteEvent? Read(IHeaderDictionary headers)
    {
        string? One(string name) => headers[name] is [{ Length: > 0 } value] ? value : null;
        return One("ce-type") is { } type && One("ce-connectionId") is { Length: <= MaxIdLength } connection && One("ce-hub") is { } hub
            ? new RemoteEvent(type, connection, hub, One("ce-userId"), One("ce-signature"), One("ce-subprotocol"))
            : null;
    }
}
