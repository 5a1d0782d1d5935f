using HiveFlow.Errors;
using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Wires;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Credentials;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Llm.Proxy;

/// <summary>Anthropic itself: question and answer pass as they are, but for the model's name, and are read along for their use.</summary>
internal sealed partial class AnthropicUpstream(
    OutgoingClient client,
    ProxyQuestion question,
    string model,
    string baseUrl,
    OutgoingCredential credential,
    TimeSpan timeout,
    TimeProvider clock,
    ILogger logger) : IProxyUpstream
{
    private const int LongestMessage = 1_000;

    private readonly AnthropicWire wire = new();
    private readonly AnthropicStream stream = new(model);
    private readonly EventStreamReader reader = new();
    private bool wasSent;
    private bool hasBegun;

    public ProxyUse Use { get; private set; } = ProxyUse.None;

    public async Task<Result<ReadOnlyMemory<byte>>> AskAsync(
        string owner, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        try
        {
            wasSent = true;
            var answered = await client.SendAsync(
                new OutgoingRequest
                {
                    Method = "POST",
                    Url = wire.UrlOf(baseUrl, model, null, question.IsStream),
                    Owner = owner,
                    Headers = [new("Content-Type", "application/json"), .. wire.Headers],
                    Credential = credential,
                    Body = question.WithModel(model),
                    Timeout = timeout,
                    EventStream = question.IsStream ? (piece, token) => PassOnAsync(piece, events, token) : null,
                },
                cancellationToken);
            return await EndAsync(answered, events, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The provider has read the question, and counts it.
            Use = hasBegun ? UseSoFar() : new ProxyUse(wasSent ? TokenEstimate.OfBytes(question.Size) : 0, 0);
            throw;
        }
    }

    private async Task<Result<ReadOnlyMemory<byte>>> EndAsync(
        Result<OutgoingResponse> answered, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        if (hasBegun)
        {
            Use = UseSoFar();
            if (stream.End() is null && !stream.IsBroken)
            {
                await events(MessageStream.Broken(), cancellationToken);
            }

            return ReadOnlyMemory<byte>.Empty;
        }

        if (!answered.IsSuccess)
        {
            return ProxyErrors.Busy(answered.Error.RetryAfter);
        }

        var response = answered.Value;
        if (response.Status != 200)
        {
            return Refused(response);
        }

        if (WireReading.Parse(response.Body) is not { } json || wire.Read(json, model) is not { } answer)
        {
            return ProxyErrors.Busy(null);
        }

        Use = answer is { InputTokens: 0, OutputTokens: 0 }
            ? new ProxyUse(TokenEstimate.OfBytes(question.Size), TokenEstimate.OfBytes(response.Body.Length))
            : new ProxyUse(answer.InputTokens, answer.OutputTokens);
        return response.Body;
    }

    private async ValueTask PassOnAsync(ReadOnlyMemory<byte> piece, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        foreach (var data in reader.Push(piece.Span))
        {
            stream.Take(data);
        }

        hasBegun = true;
        await events(piece, cancellationToken);
    }

    /// <summary>As the provider has told; what it has not told of a stream that ended early, by its length.</summary>
    private ProxyUse UseSoFar()
    {
        var answer = stream.SoFar();
        var input = answer.InputTokens > 0 ? answer.InputTokens : TokenEstimate.OfBytes(question.Size);
        return new ProxyUse(input, stream.End() is { OutputTokens: > 0 } ? answer.OutputTokens : Math.Max(answer.OutputTokens, TokenEstimate.Of(answer)));
    }

    private Error Refused(OutgoingResponse response)
    {
        var wait = WaitHeader.Read(response, clock.GetUtcNow());
        switch (response.Status)
        {
            case 401 or 403:
                KeyRefused(logger, response.Url.Authority, response.Status);
                return ProxyErrors.NotConfigured();
            case 404:
                return ProxyErrors.ModelUnknown(question.Model);
            case 429:
                return ProxyErrors.ProviderLimited(wait);
            case >= 400 and < 500 and not 408:
                var said = WireReading.Parse(response.Body)?.At("error", "message").AsString();
                return ProxyErrors.QuestionInvalid(string.IsNullOrWhiteSpace(said) ? "The model's provider does not take this question." : said[..Math.Min(said.Length, LongestMessage)]);
            default:
                return ProxyErrors.Busy(wait);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Host} refuses the key of HiveFlow:LlmProxy with status {Status}.")]
    private static partial void KeyRefused(ILogger logger, string host, int status);
}
