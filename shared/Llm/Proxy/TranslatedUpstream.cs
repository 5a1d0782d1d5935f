using HiveFlow.Errors;
using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Conversations;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Llm.Proxy;

/// <summary>A provider that speaks another API: the question is translated there, the answer back.</summary>
internal sealed class TranslatedUpstream(
    LlmClient client,
    ProxyQuestion question,
    LlmRequest request,
    LlmProvider provider,
    string baseUrl,
    OutgoingCredential credential,
    TimeSpan timeout,
    TimeProvider clock) : IProxyUpstream
{
    private readonly string id = $"msg_{DocumentId.New(clock)}";
    private long written;
    private bool hasBegun;

    public ProxyUse Use { get; private set; } = ProxyUse.None;

    public async Task<Result<ReadOnlyMemory<byte>>> AskAsync(
        string owner, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        var stream = new MessageStream(id, question.Model);
        var call = new LlmCall(provider, baseUrl, request, owner)
        {
            Credential = credential,
            Timeout = timeout,
            Arriving = question.IsStream ? (delta, token) => PassOnAsync(stream, delta, events, token) : null,
        };
        try
        {
            var answered = await client.AskAsync(call, cancellationToken);
            return await EndAsync(answered, stream, events, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Use = UseSoFar();
            throw;
        }
    }

    private async Task<Result<ReadOnlyMemory<byte>>> EndAsync(
        Result<LlmAnswer> answered, MessageStream stream, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        if (!answered.IsSuccess)
        {
            if (!hasBegun)
            {
                return Refused(answered.Error);
            }

            Use = UseSoFar();
            await events(MessageStream.Broken(), cancellationToken);
            return ReadOnlyMemory<byte>.Empty;
        }

        var answer = answered.Value;
        Use = new ProxyUse(answer.InputTokens, answer.OutputTokens);
        if (!question.IsStream)
        {
            return MessageWriter.Whole(id, question.Model, answer);
        }

        if (!hasBegun)
        {
            await events(stream.Begin(answer.InputTokens), cancellationToken);
        }

        await events(stream.End(answer), cancellationToken);
        return ReadOnlyMemory<byte>.Empty;
    }

    private async ValueTask PassOnAsync(
        MessageStream stream, LlmDelta delta, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        if (!hasBegun)
        {
            hasBegun = true;
            await events(stream.Begin(TokenEstimate.Of(request)), cancellationToken);
        }

        written += (delta.Text?.Length ?? 0) + (delta.Arguments?.Length ?? 0);
        await events(stream.Take(delta), cancellationToken);
    }

    private ProxyUse UseSoFar() => new(TokenEstimate.Of(request), TokenEstimate.OfBytes(written));

    private static Error Refused(Error error) => error.Code == LlmErrors.RefusedCode
        ? ProxyErrors.QuestionInvalid("The model's provider does not take this question.")
        : ProxyErrors.Busy(error.RetryAfter);
}
