using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Saml;

/// <summary>Refuses settings outside the bounds that <see cref="SamlOptions"/> names, all faults together.</summary>
internal sealed class SamlOptionsValidator : IValidateOptions<SamlOptions>
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SamlOptions options)
    {
        List<string> faults = [];
        if (!options.PublicUrl.IsAbsoluteUri || options.PublicUrl.Scheme is not ("http" or "https"))
        {
            faults.Add("PublicUrl must be an http or https address.");
        }

        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > MostSkew)
        {
            faults.Add($"ClockSkew must be from {TimeSpan.Zero} to {MostSkew}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
