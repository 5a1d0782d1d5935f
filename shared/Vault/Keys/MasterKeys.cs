using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault.Keys;

/// <summary>The master keys by id: from configuration, or one made in a folder.</summary>
internal sealed partial class MasterKeys
{
    private readonly Dictionary<string, byte[]> byId;

    /// <summary>Reads the keys, or makes the first.</summary>
    /// <exception cref="InvalidOperationException">The key in the folder is none.</exception>
    public MasterKeys(IOptions<VaultOptions> options, ILogger<MasterKeys> logger)
    {
        var settings = options.Value;
        if (settings.Keys.Count > 0)
        {
            byId = settings.Keys.ToDictionary(k => k.Key, k => Convert.FromBase64String(k.Value.Reveal()), StringComparer.Ordinal);
            CurrentId = settings.CurrentKey ?? byId.Keys.Single();
        }
        else
        {
            var (key, isNew) = KeyFile.ReadOrMake(settings.KeysFolder!);
            byId = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [KeyFile.KeyId] = key };
            CurrentId = KeyFile.KeyId;
            if (isNew)
            {
                KeyMade(logger, KeyFile.FileName);
            }
        }

        OldIds = [.. byId.Keys.Where(id => id != CurrentId).Order(StringComparer.Ordinal)];
    }

    /// <summary>Keys that are given, for tests of the format.</summary>
    internal MasterKeys(string currentId, Dictionary<string, byte[]> keys)
    {
        byId = keys;
        CurrentId = currentId;
        OldIds = [.. byId.Keys.Where(id => id != CurrentId)];
    }

    /// <summary>The key that encrypts.</summary>
    public string CurrentId { get; }

    /// <summary>Those that only decrypt.</summary>
    public IReadOnlyCollection<string> OldIds { get; }


    /// <summary>The key of that id; null for an unknown one.</summary>
    public byte[]? Find(string id) => byId.GetValueOrDefault(id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A master key of the vault was made in {File}: without it no stored credential can be read; back it up.")]
    private static partial void KeyMade(ILogger logger, string file);
}
