using HiveFlow.Errors;

namespace HiveFlow.Processors.Llm;

/// <summary>Failures of calls to language models. No message holds what the provider wrote: it may repeat the prompt.</summary>
public static class LlmErrors
{
    /// <summary>The provider answered with a failure.</summary>
    public static readonly ErrorCode RefusedCode = new("llm_refused", ErrorKind.Invalid);

    /// <summary>The provider's answer is not one of its API.</summary>
    public static readonly ErrorCode AnswerInvalidCode = new("llm_answer_invalid", ErrorKind.Invalid);

    internal static Error Refused(string host, int status, TimeSpan? retryAfter) =>
        Error.Of(RefusedCode, $"The model provider {host} answered with status {status}.") with { RetryAfter = retryAfter };

    internal static Error AnswerInvalid(string host) =>
        Error.Of(AnswerInvalidCode, $"The model provider {host} did not answer in the form of its API.");
}
