using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

        if (options.PickupKeep is < 1 or > 100_000)
        {
            faults.Add("PickupKeep must be from 1 to 100,000.");
        }

        if (options.PostCapacity is < 1 or > 100_000)
        {
            faults.Add("PostCapacity must be from 1 to 100,000.");
        }

        if (options.PostStopTimeout < TimeSpan.Zero || options.PostStopTimeout > TimeSpan.FromMinutes(1))
        {
            faults.Add("PostStopTimeout must be from 0 to 1 min.");
        }

        CheckServer(options.Smtp, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckServer(SmtpOptions smtp, List<string> faults)
    {
        if (smtp.Port is < 1 or > 65535)
        {
            faults.Add("Smtp:Port must be from 1 to 65535.");
        }

        if ((smtp.User is null) != (smtp.Password is null))
        {
            faults.Add("Smtp:User and Smtp:Password go together.");
        }

        if (smtp.Timeout < TimeSpan.FromSeconds(1) || smtp.Timeout > TimeSpan.FromMinutes(5))
        {
            faults.Add("Smtp:Timeout must be from 1 s to 5 min.");
        }

        if (smtp.Attempts is < 1 or > 10)
        {
            faults.Add("Smtp:Attempts must be from 1 to 10.");
        }

        if (smtp.RetryAfter < TimeSpan.Zero || smtp.RetryAfter > TimeSpan.FromMinutes(1))
        {
            faults.Add("Smtp:RetryAfter must be from 0 to 1 min.");
        }

        if (smtp.TrustedRoots is { } file && !HoldsCertificates(file))
        {
            faults.Add("Smtp:TrustedRoots must be a PEM file with at least one certificate.");
        }
    }

    private static bool HoldsCertificates(string file)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}
