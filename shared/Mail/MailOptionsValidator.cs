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

        if (options.SmtpHost is null && string.IsNullOrWhiteSpace(options.PickupFolder))
        {
            faults.Add("Either SmtpHost or PickupFolder must be set.");
        }

        if (options.SmtpPort is < 1 or > 65535)
        {
            faults.Add("SmtpPort must be from 1 to 65535.");
        }

        if ((options.SmtpUser is null) != (options.SmtpPassword is null))
        {
            faults.Add("SmtpUser and SmtpPassword go together.");
        }

        if (options.SmtpTimeout < TimeSpan.FromSeconds(1) || options.SmtpTimeout > TimeSpan.FromMinutes(5))
        {
            faults.Add("SmtpTimeout must be from 1 s to 5 min.");
        }

        if (options.PickupKeep is < 1 or > 100_000)
        {
            faults.Add("PickupKeep must be from 1 to 100,000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
