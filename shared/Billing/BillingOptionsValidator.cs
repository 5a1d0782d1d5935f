using Microsoft.Extensions.Options;

namespace HiveFlow.Billing;

/// <summary>Refuses settings outside the bounds that <see cref="BillingOptions"/> names, all faults together.</summary>
internal sealed class BillingOptionsValidator : IValidateOptions<BillingOptions>
{
    private const int MaxSecrets = 5;
    private const int MaxThresholds = 5;
    private const int MaxPacks = 50;
    private const int MaxName = 40;
    private const int MaxPrice = 200;
    private const long MaxMillicredits = 1_000_000_000_000;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BillingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        if (options.WebhookSecrets.Length > MaxSecrets || (options.IsOn && options.WebhookSecrets.Length == 0))
        {
            faults.Add($"HiveFlow:Billing:WebhookSecrets must hold 1 to {MaxSecrets} secrets where SecretKey is set: without one no payment is heard of.");
        }

        if (options.Tolerance < TimeSpan.FromSeconds(1) || options.Tolerance > TimeSpan.FromHours(1))
        {
            faults.Add("HiveFlow:Billing:Tolerance must be 1 second to 1 hour.");
        }

        if (options.AlertThresholds.Length > MaxThresholds || options.AlertThresholds.Any(t => t is < 1 or > 100))
        {
            faults.Add($"HiveFlow:Billing:AlertThresholds must hold at most {MaxThresholds} percentages of 1 to 100.");
        }

        if (options.Packs.Count > MaxPacks || (options.IsOn && options.Packs.Count == 0))
        {
            faults.Add($"HiveFlow:Billing:Packs must hold 1 to {MaxPacks} packs where SecretKey is set.");
        }

        foreach (var (pack, sold) in options.Packs)
        {
            if (pack.Length is < 1 or > MaxName || pack.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')))
            {
                faults.Add($"HiveFlow:Billing:Packs must have names of 1 to {MaxName} lower-case letters, digits, '_' and '-'.");
            }

            if (sold.Price.Length is < 1 or > MaxPrice || sold.Millicredits is < 1 or > MaxMillicredits)
            {
                faults.Add($"HiveFlow:Billing:Packs:{pack} must have a Price of 1 to {MaxPrice} characters and Millicredits of 1 to {MaxMillicredits}.");
            }
        }

        foreach (var (setting, url) in new[] { ("SuccessUrl", options.SuccessUrl), ("CancelUrl", options.CancelUrl), ("ApiBase", options.ApiBase) })
        {
            if (url.Length > 0 && !IsSafe(url))
            {
                faults.Add($"HiveFlow:Billing:{setting} must be an https address.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
