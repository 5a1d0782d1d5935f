using Microsoft.Extensions.Options;

namespace HiveFlow.Audit;

/// <summary>Refuses settings outside the bounds that <see cref="AuditOptions"/> names.</summary>
internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
        options.Retention >= TimeSpan.FromDays(30) && options.Retention <= TimeSpan.FromDays(3_650)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Retention must be from 30 to 3,650 days.");
}
