using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Organizations;

/// <summary>Refuses settings outside the bounds that <see cref="OrganizationOptions"/> names, all faults together.</summary>
internal sealed class OrganizationOptionsValidator : IValidateOptions<OrganizationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OrganizationOptions options)
    {
        List<string> faults = [];
        if (options.PerPerson is < 1 or > 200)
        {
            faults.Add("PerPerson must be from 1 to 200.");
        }

        if (options.OpenInvitations is < 1 or > 1_000)
        {
            faults.Add("OpenInvitations must be from 1 to 1,000.");
        }

        if (options.InvitationLifetime < TimeSpan.FromHours(1) || options.InvitationLifetime > TimeSpan.FromDays(30))
        {
            faults.Add("InvitationLifetime must be from 1 hour to 30 days.");
        }

        if (options.InvitationPage is { } page && !IsPage(page))
        {
            faults.Add("InvitationPage must be an absolute https URL without query and fragment (http on localhost).");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsPage(Uri page) =>
        page.IsAbsoluteUri
        && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback))
        && page.Query.Length == 0
        && page.Fragment.Length == 0
        && page.UserInfo.Length == 0;
}
