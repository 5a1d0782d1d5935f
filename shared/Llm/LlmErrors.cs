using HiveFlow.Errors;
using HiveFlow.Outgoing;

namespace HiveFlow.Llm;

/// <summary>Failures of calls to language models. No message holds what the provider wrote: it may repeat the prompt.</summary>
public static class LlmErrors
{
    /// <summary>The provider answered with a failure that stays.</summary>
    public static readonly ErrorCode RefusedCode = new("llm_refused", ErrorKind.Invalid);

    /// <summary>The provider answered with a failure that may pass: it is overloaded, limits the calls, or is broken.</summary>
    public static readonly ErrorCode BusyCode = new("llm_busy", ErrorKind.Unavailable);

    /// <summary>The provider's answer is not one of its API.</summary>
    public static readonly ErrorCode AnswerInvalidCode = new("llm_answer_invalid", ErrorKind.Invalid);

    /// <summary>The model's answer does not fit the schema it was given, also not after it was asked once more.</summary>
    public static readonly ErrorCode OutputInvalidCode = new("llm_output_invalid", ErrorKind.Invalid);

    /// <summary>Whether the same call may succeed later without a change.</summary>
    public static bool IsTransient(ErrorCode code) => code == BusyCode || code == AnswerInvalidCode || OutgoingErrors.IsTransient(code);

    /// <summary>The answer did not fit.</summary>
    /// <param name="faults">What is wrong with it: places and rules, none of its values.</param>
    public static Error OutputInvalid(IReadOnlyList<string> faults) =>
        Error.Of(OutputInvalidCode, $"The model's answer does not fit the schema: {string.Join(" ", faults)}");

    internal static Error Of(string host, int status, TimeSpan? retryAfter) =>
        Error.Of(MayPass(status) ? BusyCode : RefusedCode, $"The model provider {host} answered with status {status}.") with { RetryAfter = retryAfter };

    /// <summary>The answer can not be used; another try may help.</summary>
    public static Error AnswerInvalid(string host) =>
        Error.Of(AnswerInvalidCode, $"The model provider {host} did not answer in the form of its API.");

    /// <summary>529 is Anthropic's word for overloaded.</summary>
    private static bool MayPass(int status) => status is 408 or 425 or 429 or (>= 500 and not 501 and not 505);
}
