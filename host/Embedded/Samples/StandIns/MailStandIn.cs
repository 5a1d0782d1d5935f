using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>A mail server (RFC 5321) that takes mail after STARTTLS (RFC 3207) and a login (RFC 4954) only, and keeps what it was given.</summary>
internal sealed class MailStandIn : IStandIn
{
    /// <summary>The account's name.</summary>
    public const string User = "sample";

    private const int MaxConversations = 16;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim slots = new(MaxConversations);
    private readonly ReceivedLog received = new();
    private readonly X509Certificate2 certificate;
    private readonly Task serving;

    private MailStandIn(X509Certificate2 certificate, string secret)
    {
        this.certificate = certificate;
        Secret = secret;
        listener.Start();
        serving = ServeAsync();
    }

    /// <inheritdoc/>
    public Uri Address => new($"smtp://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <inheritdoc/>
    public string Secret { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<JsonObject> Received => received.All;

    /// <summary>Starts one.</summary>
    /// <param name="certificate">Its certificate for <c>localhost</c>, with the key.</param>
    /// <param name="secret">The account's password.</param>
    public static MailStandIn Start(X509Certificate2 certificate, string secret) => new(certificate, secret);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
        slots.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> conversations = [];
        try
        {
            while (true)
            {
                await slots.WaitAsync(stop.Token);
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                conversations.RemoveAll(one => one.IsCompleted);
                conversations.Add(TalkAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The sample is over.
        }

        await Task.WhenAll(conversations);
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var talk = new SmtpConversation(client.GetStream(), certificate, User, Secret, received);
                await talk.RunAsync(stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the sample is over.
        }
        finally
        {
            slots.Release();
        }
    }
}
