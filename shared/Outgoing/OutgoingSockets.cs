using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Addresses;
using HiveFlow.Outgoing.Connections;
using HiveFlow.Outgoing.Credentials;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing;

/// <summary>
/// Connections that are not HTTP, to hosts that users choose (mail servers, databases): to public addresses and the operator's exceptions
/// only, as <see cref="OutgoingClient"/> decides it, and only to hosts that a credential is meant for.
/// </summary>
public sealed class OutgoingSockets
{
    private readonly GuardedConnector connector;
    private readonly AddressGuard guard;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;

    internal OutgoingSockets(GuardedConnector connector, AddressGuard guard, IOptions<OutgoingOptions> options, TimeProvider time)
    {
        this.connector = connector;
        this.guard = guard;
        timeout = options.Value.ConnectTimeout;
        this.time = time;
    }

    /// <summary>Whether the operator named this host (or literal address) and port: the one place that secrets may go to unencrypted.</summary>
    public bool IsListed(string host, int port) => guard.IsListed(host, port);

    /// <summary>Opens a TCP connection; the failures are those of <see cref="OutgoingErrors"/>. The caller disposes it.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="hosts">Where the credential in use may be sent.</param>
    /// <param name="cancellationToken">Ends the try; it ends by itself after <see cref="OutgoingOptions.ConnectTimeout"/>.</param>
    public async Task<Result<Stream>> ConnectAsync(string host, int port, HostBinding hosts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        if (!hosts.Allows(host, port))
        {
            return OutgoingErrors.HostNotBound(host, port);
        }

        using var due = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, due.Token);
        try
        {
            return await connector.ConnectAsync(host, port, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return OutgoingErrors.Timeout(host, "took no connection", timeout);
        }
        catch (Exception e) when (e is SocketException or AddressRefusedException or IOException)
        {
            return TransportFailure.ToError(e, host);
        }
    }

    /// <summary>Goes on with TLS 1.2 or 1.3 on a connection; the certificate must be the host's and trusted. Disposes the stream when it fails.</summary>
    public static Task<Result<Stream>> SecureAsync(Stream stream, string host, CancellationToken cancellationToken) =>
        SecureAsync(stream, host, roots: null, cancellationToken);

    /// <summary>The same with roots that are trusted alone, without asking whether they were revoked; null for the machine's.</summary>
    public static async Task<Result<Stream>> SecureAsync(
        Stream stream, string host, X509Certificate2Collection? roots, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
            if (roots is not null)
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.AddRange(roots);
                options.CertificateChainPolicy = policy;
            }

            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await secure.DisposeAsync();
            return OutgoingErrors.TlsFailed(host);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }
}
