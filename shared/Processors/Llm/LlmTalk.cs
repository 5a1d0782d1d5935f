using HiveFlow.Errors;
using HiveFlow.Llm;
using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Processors.Llm;

/// <summary>The calls of one step to its model, and what they used together.</summary>
internal sealed class LlmTalk(LlmClient client, TimeProvider time, StepContext context, LlmSettings settings, ModelAddress address)
{
    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    /// <summary>
    /// By the model that was asked for: what an answer calls itself is the server's choice, and would be a kind of its own each time.
    /// </summary>
    public IReadOnlyDictionary<string, long> Usage => InputTokens + OutputTokens == 0 ? new Dictionary<string, long>() : new Dictionary<string, long>
    {
        [$"llm.{settings.Model}.input_tokens"] = InputTokens,
        [$"llm.{settings.Model}.output_tokens"] = OutputTokens,
    };

    /// <summary>Asks.</summary>
    /// <param name="request">The question.</param>
    /// <param name="keySuffix">Tells the step's calls apart in their Idempotency-Key.</param>
    /// <param name="isStream">Whether watchers see the answer while it is written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Result<LlmAnswer>> AskAsync(LlmRequest request, string keySuffix, bool isStream, CancellationToken cancellationToken)
    {
        var events = new TokenEvents(context.Log, time);
        var call = new LlmCall(settings.Provider, address.BaseUrl, request, context.OrganizationId)
        {
            ApiVersion = address.ApiVersion,
            Credential = address.Credential,
            IdempotencyKey = context.IdempotencyKey + keySuffix,
            Timeout = context.Deadline == DateTimeOffset.MaxValue ? TimeSpan.FromMinutes(5) : context.Deadline - time.GetUtcNow(),
            Arriving = isStream ? events.TakeAsync : null,
        };
        var answered = await client.AskAsync(call, cancellationToken);
        events.Flush();
        if (answered.IsSuccess)
        {
            InputTokens += answered.Value.InputTokens;
            OutputTokens += answered.Value.OutputTokens;
            context.Log.Write("info", $"{HostOf(address)} answered: {answered.Value.InputTokens} tokens in, {answered.Value.OutputTokens} out.");
        }

        return answered;
    }

    /// <summary>The model's word about the conditions can't be read; another try may help.</summary>
    public Error NoDecision() => LlmErrors.AnswerInvalid(HostOf(address));

    private static string HostOf(ModelAddress address) => Uri.TryCreate(address.BaseUrl, UriKind.Absolute, out var url) ? url.Authority : "The model";
}
