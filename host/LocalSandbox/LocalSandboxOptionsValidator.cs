using Microsoft.Extensions.Options;

namespace HiveFlow.LocalSandbox;

/// <summary>The bounds of <see cref="LocalSandboxOptions"/>, all faults together.</summary>
internal sealed class LocalSandboxOptionsValidator : IValidateOptions<LocalSandboxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LocalSandboxOptions options)
    {
        var faults = new List<string>();
        Check(options.Port, 0, 65535, nameof(options.Port));
        Check(options.MaxSandboxes, 1, 4096, nameof(options.MaxSandboxes));
        Check(options.WarmJails, 0, 64, nameof(options.WarmJails));
        Check((long)options.MaxLifetime.TotalSeconds, 60, 86_400, nameof(options.MaxLifetime) + " (in seconds)");
        Check(options.MemoryMegabytes, 64, 65_536, nameof(options.MemoryMegabytes));
        Check(options.DiskMegabytes, 8, 16_384, nameof(options.DiskMegabytes));
        Check(options.MaxProcesses, 16, 4096, nameof(options.MaxProcesses));
        Check(options.MaxOpenFiles, 64, 4096, nameof(options.MaxOpenFiles));
        Check(options.MaxFiles, 1000, 1_000_000, nameof(options.MaxFiles));
        Check(options.CpuSeconds, 1, 86_400, nameof(options.CpuSeconds));
        Check(options.MaxOutputBytes, 64 << 10, 1 << 30, nameof(options.MaxOutputBytes));
        Check(options.FirstHostUser, 65_536, 2_000_000_000, nameof(options.FirstHostUser));
        if (options.ApiKey is { Length: < 16 })
        {
            faults.Add("HiveFlow:Sandbox:Local:ApiKey must have at least 16 characters.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(long value, long least, long most, string what)
        {
            if (value < least || value > most)
            {
                faults.Add($"HiveFlow:Sandbox:Local:{what} must be from {least} to {most}; it is {value}.");
            }
        }
    }
}
