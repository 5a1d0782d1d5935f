using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>Settings of a client, by its name.</summary>
public class DurableTaskClientOptions
{
    private DataConverter? _dataConverter;

    /// <summary>The version of instances that are started without one; empty: none.</summary>
    public string DefaultVersion { get; set; } = string.Empty;

    /// <summary>Reads and writes inputs, outputs and events. Not set: the host's DataConverter service, or JSON.</summary>
    public DataConverter DataConverter
    {
        get => _dataConverter ?? JsonDataConverter.Default;
        set => _dataConverter = value;
    }

    internal bool DataConverterExplicitlySet => _dataConverter is not null;

    /// <summary>Gives these settings to options of a derived type, which keep a converter of their own.</summary>
    internal void ApplyTo(DurableTaskClientOptions other)
    {
        other._dataConverter ??= _dataConverter;
        if (!string.IsNullOrWhiteSpace(DefaultVersion))
        {
            other.DefaultVersion = DefaultVersion;
        }
    }
}
