using HiveFlow.Errors;
using HiveFlow.Outgoing;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Mcp.Calling;

/// <summary>Opens a conversation with a server, has it, and ends it; by the official SDK over the guarded client.</summary>
internal sealed class McpConnector(OutgoingHttp http, IOptions<McpOptions> options, TimeProvider time)
{
    /// <summary>A farewell (the end of a session at the server) may take so long.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any conversation: our own clock ends them.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    /// <summary>Has a conversation; every failure of the server is an error, the token's end an exception.</summary>
    public async Task<Result<T>> UseAsync<T>(McpTarget target, Func<McpClient, CancellationToken, Task<Result<T>>> use, CancellationToken cancellationToken)
    {
        if (target.Server.Url is null)
        {
            return RequestErrors.Unavailable("MCP servers that are a command can't be started here.", TimeSpan.FromMinutes(5));
        }

        var limit = target.Limit > TimeSpan.Zero ? target.Limit : TimeSpan.Zero;
        using var due = new CancellationTokenSource(limit, time);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, due.Token);
        try
        {
            return await TalkAsync(target, use, due, whole.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure) when (due.IsCancellationRequested || failure is OperationCanceledException)
        {
            return McpErrors.Timeout(target.Server.Name, limit);
        }
        catch (Exception failure) when (ServerFailures.Of(failure, target.Server.Name) is { } error)
        {
            return error;
        }
    }

    private async Task<Result<T>> TalkAsync<T>(
        McpTarget target, Func<McpClient, CancellationToken, Task<Result<T>>> use, CancellationTokenSource due, CancellationToken cancellationToken)
    {
        var template = new OutgoingRequest
        {
            Method = "POST",
            Url = target.Server.Url!,
            Owner = target.Owner,
            Credential = target.Credential,
            Headers = target.IdempotencyKey is { } key ? [new("Idempotency-Key", key)] : [],
            Timeout = target.Limit,
            MaxRedirects = OutgoingClient.MaxRedirects,
            MaxResponseBytes = options.Value.MaxAnswerBytes,
        };
        using var client = http.Open(template, options.Value.MaxRequests, cancellationToken);
        await using var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(target.Server.Url!),
                Name = target.Server.Name,
                TransportMode = HttpTransportMode.StreamableHttp,
                EnableStandaloneGetStream = false,
            },
            client);
        await using var session = await McpClient.CreateAsync(transport, ClientOptions(), loggerFactory: null, cancellationToken);
        var result = await use(session, cancellationToken);
        due.CancelAfter(Farewell);
        return result;
    }

    private static McpClientOptions ClientOptions() => new()
    {
        ClientInfo = new Implementation { Name = "HiveFlow", Version = "1.0" },
        InitializationTimeout = Never,
    };
}
