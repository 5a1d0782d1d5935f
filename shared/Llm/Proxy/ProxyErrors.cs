using HiveFlow.Errors;

namespace HiveFlow.Llm.Proxy;

/// <summary>How the proxy can refuse a question.</summary>
public static class ProxyErrors
{
    /// <summary>No such model here.</summary>
    public static readonly ErrorCode ModelUnknownCode = new("llm_model_unknown", ErrorKind.NotFound);

    /// <summary>The operator has no key for the model's provider, or one that the provider refuses.</summary>
    public static readonly ErrorCode NotConfiguredCode = new("llm_proxy_not_configured", ErrorKind.Unavailable);

    /// <summary>The question is not one of the Messages API as it is taken here.</summary>
    public static readonly ErrorCode QuestionInvalidCode = new("llm_question_invalid", ErrorKind.Malformed);

    /// <summary>The provider lets no more calls through at the moment.</summary>
    public static readonly ErrorCode ProviderLimitedCode = new("llm_provider_limited", ErrorKind.RateLimited);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    internal static Error ModelUnknown(string model) => Error.Of(ModelUnknownCode, $"model: {model}");

    internal static Error NotConfigured() =>
        Error.Of(NotConfiguredCode, "This installation has no working access to that model's provider.") with { RetryAfter = TimeSpan.FromMinutes(1) };

    internal static Error QuestionInvalid(string sentence) => Error.Of(QuestionInvalidCode, sentence);

    internal static Error ProviderLimited(TimeSpan? wait) =>
        Error.Of(ProviderLimitedCode, "The model's provider takes no more requests at the moment.") with { RetryAfter = wait ?? Soon };

    /// <summary>The provider failed; another try may help.</summary>
    internal static Error Busy(TimeSpan? wait) =>
        Error.Of(LlmErrors.BusyCode, "The model's provider is overloaded or does not answer.") with { RetryAfter = wait ?? Soon };
}
