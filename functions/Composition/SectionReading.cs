using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Composition;

/// <summary>Reads one section into its options and keeps what could not be read for the validation.</summary>
internal sealed class SectionReading<T>(IConfiguration section, string path) : IValidateOptions<T>
    where T : class
{
    private string? fault;

    /// <summary>Fills the options; unknown keys are faults, because they are mostly misspelt ones.</summary>
    public void Read(T options)
    {
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            // The binder's own sentence may repeat a value, which can be a secret: name the place only.
            fault = exception.InnerException is null
                ? $"{path} has a setting that is not known: {UnknownKeys()}."
                : $"{path} has a value of the wrong form.";
        }
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options) =>
        fault is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(fault);

    private string UnknownKeys()
    {
        var known = typeof(T).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = section.GetChildren().Select(child => child.Key).Where(key => !known.Contains(key)).ToList();
        return unknown.Count == 0 ? "below one of its keys" : string.Join(", ", unknown);
    }
}
