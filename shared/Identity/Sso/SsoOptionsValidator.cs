using HiveFlow.Identity.Oidc;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sso;

/// <summary>Refuses settings outside the bounds that <see cref="SsoOptions"/> names, all faults together.</summary>
internal sealed class SsoOptionsValidator : IValidateOptions<SsoOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SsoOptions options)
    {
        List<string> faults = [];
        if (!ProviderUrl.TryParse(options.DnsUrl, out _))
        {
            faults.Add("Sso:DnsUrl must be an https address (http on this machine) without query, fragment and user.");
        }

        if (options.RecheckDomainsAfter < TimeSpan.FromHours(1) || options.RecheckDomainsAfter > TimeSpan.FromDays(30))
        {
            faults.Add("Sso:RecheckDomainsAfter must be 1 hour to 30 days.");
        }

        if (options.DomainGrace < TimeSpan.FromHours(1) || options.DomainGrace > TimeSpan.FromDays(90))
        {
            faults.Add("Sso:DomainGrace must be 1 hour to 90 days.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
