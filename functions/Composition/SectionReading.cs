using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Composition;

/// <summary>Reads one section into its options and keeps what could not be read for the validation.</summary>
internal sealed class SectionReading<T>(IConfigurationSection section, IReadOnlyCollection<string> others) : IValidateOptions<T>
    where T : class
{
    private string? fault;

    /// <summary>Fills the options.</summary>
    public void Read(T options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
            // The binder's own sentence may repeat a value, which can be a secret: name the place only.
            fault = $"{section.Path} has a value of the wrong form.";
        }
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options)
    {
        List<string> faults = fault is null ? [] : [fault];
        var known = typeof(T).GetProperties().Select(property => property.Name).Concat(others).ToHashSet(StringComparer.OrdinalIgnoreCase);
        faults.AddRange(section.GetChildren()
            .Where(child => !known.Contains(child.Key))
            .Select(child => $"{child.Path} is not a setting; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
