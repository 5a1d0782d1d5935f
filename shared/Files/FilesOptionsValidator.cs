using HiveFlow.Files.Types;
using Microsoft.Extensions.Options;

namespace HiveFlow.Files;

/// <summary>Refuses settings outside the bounds that <see cref="FilesOptions"/> names, all faults together.</summary>
internal sealed class FilesOptionsValidator : IValidateOptions<FilesOptions>
{
    private const long MiB = 1024 * 1024;
    private const long GiB = 1024 * MiB;
    private const int MaxTypes = 200;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, FilesOptions options)
    {
        List<string> faults = [];
        Require(faults, options.MaxFileBytes is >= MiB and <= 16 * GiB, "HiveFlow:Files:MaxFileBytes must be 1 MiB to 16 GiB.");
        Require(faults, options.QuotaBytes is >= MiB and <= MiB * GiB, "HiveFlow:Files:QuotaBytes must be 1 MiB to 1 PiB.");
        Require(faults, options.QuotaFiles is >= 1 and <= 100_000_000, "HiveFlow:Files:QuotaFiles must be 1 to 100,000,000.");
        Require(faults, options.Types.Count <= MaxTypes, $"HiveFlow:Files:Types holds more than {MaxTypes} entries.");
        Require(
            faults,
            options.Types.All(t => MediaType.TryRead(t.Replace("/*", "/x", StringComparison.Ordinal), out _)),
            "HiveFlow:Files:Types must hold media types such as text/csv or image/*.");
        Require(
            faults,
            options.LinkLifetime >= TimeSpan.FromMinutes(1) && options.LinkLifetime <= TimeSpan.FromHours(24),
            "HiveFlow:Files:LinkLifetime must be 1 minute to 24 hours.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Require(List<string> faults, bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
