using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.Host.Startup;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HiveFlow.Host.Http;

/// <summary>The web server: one endpoint, limits on everything a client can make large or slow.</summary>
internal static class KestrelSetup
{
    /// <summary>The largest body of any route; each route has its own, smaller limit at the gate.</summary>
    private const long MaxBodyBytes = 25 * 1024 * 1024;

    /// <summary>
    /// A socket on a free port of that address. Bound here and not by the server, so that the port is known before links are built
    /// from it.
    /// </summary>
    public static Socket BindFreePort(string address)
    {
        var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return socket;
    }

    /// <summary>Sets the server up.</summary>
    /// <param name="web">The server.</param>
    /// <param name="options">Its address, certificate and limits.</param>
    /// <param name="bound">The socket to listen on; null has the server bind one.</param>
    public static void Configure(IWebHostBuilder web, EmbeddedOptions options, Socket? bound)
    {
        web.UseKestrelCore();
        if (bound is not null)
        {
            web.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => bound);
        }

        if (options.Certificate is not null)
        {
            web.UseKestrelHttpsConfiguration();
        }

        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits, options);
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen => Listen(listen, options));
        });
    }

    private static void Limit(KestrelServerLimits limits, EmbeddedOptions options)
    {
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.Http2.MaxStreamsPerConnection = 100;
    }

    private static void Listen(ListenOptions listen, EmbeddedOptions options)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (options is not { Certificate: { } certificate, CertificateKey: { } key })
        {
            return;
        }

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, key);
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        });
    }
}
