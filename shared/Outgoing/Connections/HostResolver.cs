using System.Net;

namespace HiveFlow.Outgoing.Connections;

/// <summary>
/// Gives the addresses of a host name; the one way this client asks DNS. Throws <see cref="System.Net.Sockets.SocketException"/> when
/// the name has none.
/// </summary>
/// <param name="host">An ASCII (punycode) name, never an address.</param>
/// <param name="cancellationToken">Ends the look-up at the connect timeout.</param>
public delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);
