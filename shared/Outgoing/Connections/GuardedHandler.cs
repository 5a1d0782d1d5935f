using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Outgoing.Connections;

/// <summary>Builds the transport: nothing in it follows, remembers, unpacks or takes a proxy by itself.</summary>
internal static class GuardedHandler
{
    public static SocketsHttpHandler Create(GuardedConnector connector, OutgoingOptions options) => new()
    {
        ConnectCallback = connector.ConnectAsync,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        PreAuthenticate = false,
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.MaxConnectionsPerHost,
        MaxResponseHeadersLength = options.MaxResponseHeadersKiB,
        // An answer that was not read to its end costs its connection, not our time.
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // Our trace ids are nobody else's business.
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = new X509ChainPolicy
            {
                // Fetching missing issuers or revocation lists would call addresses that the certificate, so the target, chooses.
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };
}
