namespace HiveFlow.Outgoing.Credentials;

/// <summary>All places that a credential may be sent to; with none, it may be sent nowhere.</summary>
public sealed class HostBinding(IReadOnlyList<BoundHost> places)
{
    /// <summary>Lets it go nowhere.</summary>
    public static readonly HostBinding Nowhere = new([]);

    /// <summary>The places.</summary>
    public IReadOnlyList<BoundHost> Places => places;

    /// <summary>Whether a connection to that host and port may carry it.</summary>
    public bool Allows(string host, int port) => places.Any(place => place.Allows(host, port));

    /// <summary>Whether a request to that address may carry it.</summary>
    public bool Allows(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Allows(url.IdnHost, url.Port);
    }

    /// <summary>Reads places; an unreadable one lets nothing more go.</summary>
    public static HostBinding Of(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        List<BoundHost> places = [];
        foreach (var text in texts)
        {
            if (BoundHost.TryParse(text, out var place))
            {
                places.Add(place!);
            }
        }

        return new HostBinding(places);
    }
}
