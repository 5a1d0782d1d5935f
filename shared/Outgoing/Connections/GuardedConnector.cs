using System.Net;
using System.Net.Sockets;
using HiveFlow.Outgoing.Addresses;

namespace HiveFlow.Outgoing.Connections;

/// <summary>
/// Opens connections: resolves once, checks each address and connects to exactly the one it checked, so that a name which changes
/// between look-ups (DNS rebinding) gains nothing.
/// </summary>
internal sealed class GuardedConnector(AddressGuard guard, HostResolver resolver, TimeProvider time)
{
    private const int MaxAddresses = 8;
    private static readonly TimeSpan PatienceWithOneOfMany = TimeSpan.FromSeconds(3);

    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port, cancellationToken);

    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var candidates = await AddressesOfAsync(host, port, cancellationToken);

        SocketException? last = null;
        for (var i = 0; i < candidates.Count; i++)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var patience = new CancellationTokenSource(PatienceWithOneOfMany, time);
            using var link = patience.Token.Register(static state => ((CancellationTokenSource)state!).Cancel(), attempt);
            try
            {
                return await OpenAsync(candidates[i], port, i + 1 < candidates.Count ? attempt.Token : cancellationToken);
            }
            catch (SocketException e)
            {
                last = e;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = new SocketException((int)SocketError.TimedOut);
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private async Task<List<IPAddress>> AddressesOfAsync(string host, int port, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolver(host, cancellationToken);
        var allowed = found.Where(address => guard.Allows(host, address, port)).Take(MaxAddresses).ToList();
        return allowed.Count == 0 && found.Length > 0 ? throw new AddressRefusedException(host) : allowed;
    }

    private static async Task<Stream> OpenAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
