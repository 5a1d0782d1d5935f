using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HiveFlow.Mail.Tests.Smtp;

/// <summary>A mail server that speaks no TLS, or says nothing at all; it keeps what it was told.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly bool isSilent;
    private readonly Task serving;

    public SmtpServer(bool isSilent)
    {
        this.isSilent = isSilent;
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>Ends when a client is connected.</summary>
    public TaskCompletionSource Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            Connected.TrySetResult();
            await using var stream = client.GetStream();
            if (isSilent)
            {
                await stream.ReadExactlyAsync(new byte[1], stop.Token);
            }

            using var reader = new StreamReader(stream, Encoding.ASCII);
            await SayAsync(stream, "220 test");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                Heard.Enqueue(line);
                await SayAsync(stream, line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 test");
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stop.Token);
}
