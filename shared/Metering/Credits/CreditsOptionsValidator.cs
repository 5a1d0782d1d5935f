using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Credits;

/// <summary>Refuses settings outside the bounds that <see cref="CreditsOptions"/> names, all faults together.</summary>
internal sealed class CreditsOptionsValidator : IValidateOptions<CreditsOptions>
{
    private const int MaxPlans = 100;
    private const int MaxOrganizations = 100_000;
    private const int MaxPrices = 1_000;
    private const long MaxPrice = 1_000_000_000;
    private const long MaxGrant = 1_000_000_000_000_000;
    private const long MaxReserve = 1_000_000;
    private const int MaxUrl = 200;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CreditsOptions options)
    {
        List<string> faults = [];
        if (!options.Plans.ContainsKey(CreditsOptions.DefaultPlan) || options.Plans.Count > MaxPlans)
        {
            faults.Add($"HiveFlow:Credits:Plans must hold '{CreditsOptions.DefaultPlan}' and at most {MaxPlans} plans.");
        }

        faults.AddRange(options.Plans.Where(p => p.Value is < 0 or > MaxGrant).Select(p => $"HiveFlow:Credits:Plans:{p.Key} must be 0 to {MaxGrant}."));
        if (options.Organizations.Count > MaxOrganizations)
        {
            faults.Add($"HiveFlow:Credits:Organizations holds more than {MaxOrganizations} entries.");
        }

        faults.AddRange(options.Organizations
            .Where(entry => !options.Plans.ContainsKey(entry.Value))
            .Select(entry => $"HiveFlow:Credits:Organizations:{entry.Key} names a plan that Plans does not hold."));
        if (options.Prices.Count > MaxPrices)
        {
            faults.Add($"HiveFlow:Credits:Prices holds more than {MaxPrices} entries.");
        }

        foreach (var (kind, price) in options.Prices)
        {
            if (price.Millicredits is < 0 or > MaxPrice || price.Per is < 1 or > MaxPrice)
            {
                faults.Add($"HiveFlow:Credits:Prices:{kind}: Millicredits must be 0 to {MaxPrice} and Per 1 to {MaxPrice}.");
            }

            if (kind.Length is < 1 or > 100 || kind.Count(c => c == '*') > 1)
            {
                faults.Add("HiveFlow:Credits:Prices must have names of 1 to 100 characters with at most one '*'.");
            }
        }

        if (options.StepReserve is < 0 or > MaxReserve)
        {
            faults.Add($"HiveFlow:Credits:StepReserve must be 0 to {MaxReserve}.");
        }

        if (options.TopUpUrl.Length > MaxUrl)
        {
            faults.Add($"HiveFlow:Credits:TopUpUrl has more than {MaxUrl} characters.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
