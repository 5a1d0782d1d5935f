using Microsoft.Extensions.Options;

namespace HiveFlow.Mail;

/// <summary>Refuses settings outside the bounds that <see cref="MailOptions"/> names, all faults together.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        List<string> faults = [];
        if (!MimeText.IsAddress(options.From))
        {
            faults.Add("From must be one mail address.");
        }

        if (options.FromName.Length > 100 || options.FromName.Any(char.IsControl))
        {
            faults.Add("FromName must be one line of at most 100 characters.");
        }

        if (options.Smtp.Host is null && string.IsNullOrWhiteSpace(options.PickupFolder))
        {
            faults.Add("Either Smtp:Host or PickupFolder must be set.");
        }

        if (options.Smtp.Port is < 1 or > 65535)
        {
            faults.Add("Smtp:Port must be from 1 to 65535.");
        }

        if ((options.Smtp.User is null) != (options.Smtp.Password is null))
        {
            faults.Add("Smtp:User and Smtp:Password go together.");
        }

        if (options.Smtp.Timeout < TimeSpan.FromSeconds(1) || options.Smtp.Timeout > TimeSpan.FromMinutes(5))
        {
            faults.Add("Smtp:Timeout must be from 1 s to 5 min.");
        }

        if (options.PickupKeep is < 1 or > 100_000)
        {
            faults.Add("PickupKeep must be from 1 to 100,000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
