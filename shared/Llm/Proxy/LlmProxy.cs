using HiveFlow.Errors;
using HiveFlow.Llm.Calling;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Llm.Proxy;

/// <summary>
/// Lends the operator's access to models to callers who pay by credits. They speak Anthropic's Messages API
/// (https://docs.anthropic.com/en/api/messages), whoever the provider is.
/// </summary>
public sealed class LlmProxy(
    OutgoingClient outgoing, LlmClient models, ProxyCharges charges, IOptions<LlmProxyOptions> options, TimeProvider clock, ILogger<LlmProxy> logger)
{
    /// <summary>
    /// Reads a question and holds what it may cost; nothing has left yet. Fails as <see cref="ProxyErrors"/> and <c>credits_insufficient</c>. The
    /// turn must be answered (<see cref="ProxyTurn.AnswerAsync"/>): that settles it.
    /// </summary>
    /// <param name="tenant">Who pays.</param>
    /// <param name="body">The question's JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<ProxyTurn>> BeginAsync(Tenant tenant, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var read = ProxyQuestion.Read(body, settings.MaxTokens);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var question = read.Value;
        if (!settings.Models.TryGetValue(question.Model, out var model))
        {
            return ProxyErrors.ModelUnknown(question.Model);
        }

        var upstream = Upstream(question, model);
        if (!upstream.IsSuccess)
        {
            return upstream.Error;
        }

        var charge = await charges.HoldAsync(tenant, question, cancellationToken);
        return charge.IsSuccess ? new ProxyTurn(tenant, question, charge.Value, charges, upstream.Value) : charge.Error;
    }

    private Result<IProxyUpstream> Upstream(ProxyQuestion question, ProxyModel model)
    {
        var settings = options.Value;
        var isAnthropic = model.Provider == "anthropic";
        var key = isAnthropic ? settings.AnthropicKey : settings.OpenAiKey;
        if (key.Length == 0)
        {
            return ProxyErrors.NotConfigured();
        }

        LlmProvider.TryGet(model.Provider, out var provider);
        var set = isAnthropic ? settings.AnthropicUrl : settings.OpenAiUrl;
        var baseUrl = set.Length > 0 ? set.TrimEnd('/') : provider!.DefaultBase;
        if (baseUrl is null)
        {
            return ProxyErrors.NotConfigured();
        }

        // The operator names the address, so the key may go there and nowhere else.
        var address = new Uri(baseUrl);
        var header = isAnthropic ? new KeyValuePair<string, string>("x-api-key", key) : new("Authorization", $"Bearer {key}");
        var credential = new OutgoingCredential([header], HostBinding.Of([$"{address.Host}:{address.Port}"]));
        if (isAnthropic)
        {
            return new AnthropicUpstream(outgoing, question, model.Model, baseUrl, credential, settings.Timeout, clock, logger);
        }

        var request = Translation.Read(question, model.Model);
        return request.IsSuccess
            ? new TranslatedUpstream(models, question, request.Value, provider!, baseUrl, credential, settings.Timeout, clock)
            : request.Error;
    }
}
