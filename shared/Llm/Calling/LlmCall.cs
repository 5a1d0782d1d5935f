using HiveFlow.Llm.Conversations;
using HiveFlow.Outgoing.Credentials;

namespace HiveFlow.Llm.Calling;

/// <summary>A question to a provider.</summary>
/// <param name="Provider">In whose form.</param>
/// <param name="BaseUrl">Where its API is.</param>
/// <param name="Request">The question.</param>
/// <param name="Owner">On whose account: an organization's id.</param>
public sealed record LlmCall(LlmProvider Provider, string BaseUrl, LlmRequest Request, string Owner)
{
    /// <summary>Azure's version of its API; null takes the built-in one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The provider's key; null for none.</summary>
    public OutgoingCredential? Credential { get; init; }

    /// <summary>Goes along as <c>Idempotency-Key</c>, the same at every repetition; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>For the whole answer; null takes the outgoing client's default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Takes the answer piece by piece while it is written; null has it come at once. Nothing more is read while it is at work.</summary>
    public Func<LlmDelta, CancellationToken, ValueTask>? Arriving { get; init; }
}
