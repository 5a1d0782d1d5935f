using Microsoft.Extensions.Options;

namespace HiveFlow.Llm.Proxy;

/// <summary>Refuses settings outside the bounds that <see cref="LlmProxyOptions"/> names, all faults together.</summary>
internal sealed class LlmProxyOptionsValidator : IValidateOptions<LlmProxyOptions>
{
    private const int MaxModels = 200;
    private const int MaxName = 200;
    private const int MaxKey = 1_000;
    private const int MaxUrl = 500;
    private static readonly string[] Providers = ["anthropic", "openai", "openAiCompatible"];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LlmProxyOptions options)
    {
        List<string> faults = [];
        foreach (var (key, value) in new[] { ("AnthropicKey", options.AnthropicKey), ("OpenAiKey", options.OpenAiKey) })
        {
            if (value.Length > MaxKey || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                faults.Add($"HiveFlow:LlmProxy:{key} must be at most {MaxKey} printable characters without spaces.");
            }
        }

        foreach (var (key, value) in new[] { ("AnthropicUrl", options.AnthropicUrl), ("OpenAiUrl", options.OpenAiUrl) })
        {
            if (value.Length > 0 && (value.Length > MaxUrl || !Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")))
            {
                faults.Add($"HiveFlow:LlmProxy:{key} must be an absolute http(s) address of at most {MaxUrl} characters.");
            }
        }

        if (options.Models.Count > MaxModels)
        {
            faults.Add($"HiveFlow:LlmProxy:Models holds more than {MaxModels} entries.");
        }

        foreach (var (alias, model) in options.Models)
        {
            if (alias.Length is < 1 or > MaxName || model.Model.Length is < 1 or > MaxName || !Providers.Contains(model.Provider, StringComparer.Ordinal))
            {
                faults.Add($"HiveFlow:LlmProxy:Models:{alias} must have a Model of 1 to {MaxName} characters and a Provider of {string.Join(", ", Providers)}.");
            }
        }

        if (options.Timeout < TimeSpan.FromSeconds(10) || options.Timeout > TimeSpan.FromMinutes(25))
        {
            faults.Add("HiveFlow:LlmProxy:Timeout must be 10 s to 25 min.");
        }

        if (options.MaxTokens is < 1 or > 1_000_000)
        {
            faults.Add("HiveFlow:LlmProxy:MaxTokens must be 1 to 1000000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
