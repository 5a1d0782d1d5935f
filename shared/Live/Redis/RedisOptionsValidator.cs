using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HiveFlow.Live.Redis;

/// <summary>Refuses a connection string that does not parse and a prefix or a timeout outside its bounds.</summary>
public sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        if (options.Prefix.Length is < 1 or > 40 || options.Prefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not (':' or '_' or '-')))
        {
            faults.Add("HiveFlow:Redis:Prefix must be 1 to 40 letters, digits, ':', '_' or '-'.");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(1))
        {
            faults.Add("HiveFlow:Redis:Timeout must be 100 milliseconds to 1 minute.");
        }

        if (options.ConnectionString.Length > 0)
        {
            try
            {
                if (ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count == 0)
                {
                    faults.Add("HiveFlow:Redis:ConnectionString names no server.");
                }
            }
            catch (ArgumentException)
            {
                // The text may hold a password: the fault must not repeat it.
                faults.Add("HiveFlow:Redis:ConnectionString is not a valid StackExchange.Redis configuration.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
