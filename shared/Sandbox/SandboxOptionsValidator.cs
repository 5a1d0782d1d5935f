using Microsoft.Extensions.Options;

namespace HiveFlow.Sandbox;

/// <summary>The bounds of <see cref="SandboxOptions"/>, all faults together.</summary>
internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var faults = new List<string>();
        Check(options.MaxConcurrency is >= 1 and <= 1000, "MaxConcurrency must be from 1 to 1000");
        Check(options.MaxWaiting is >= 0 and <= 100_000, "MaxWaiting must be from 0 to 100000");
        Check(options.MaxWait >= TimeSpan.Zero && options.MaxWait <= TimeSpan.FromMinutes(10), "MaxWait must be from 0 to 10 minutes");
        Check(options.MaxOutputBytes is >= 1024 and <= 4 << 20, "MaxOutputBytes must be from 1024 to 4194304");
        Check(IsName(options.Instance), "Instance must be 1 to 64 letters, digits, dots, dashes or underscores");
        var e2b = options.E2B;
        Check(Uri.CheckHostName(e2b.Domain) == UriHostNameType.Dns, "E2B:Domain must be a host name");
        Check(IsAddress(e2b.ApiUrl), "E2B:ApiUrl must be an https address, or http on loopback");
        Check(IsAddress(e2b.SandboxUrl), "E2B:SandboxUrl must be an https address, or http on loopback");
        Check(e2b.SandboxUrl is null || e2b.ApiUrl is not null, "E2B:SandboxUrl needs E2B:ApiUrl");
        Check(e2b.Template.Length is >= 1 and <= 128, "E2B:Template must have 1 to 128 characters");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool isFine, string sentence)
        {
            if (!isFine)
            {
                faults.Add($"HiveFlow:Sandbox:{sentence}.");
            }
        }
    }

    private static bool IsName(string text) =>
        text.Length is >= 1 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');

    private static bool IsAddress(string? text) =>
        text is null || (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)));
}
