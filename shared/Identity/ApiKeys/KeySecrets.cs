using System.Collections.Concurrent;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.Throttling;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// Asks bcrypt about the secrets of keys, as seldom as can be: one question for all who ask the same at once, and none while
/// failures of that key or address make it wait.
/// </summary>
internal sealed class KeySecrets(SlowHashing hashing, FailureDelays delays)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Result<string>>>> asking = new();

    /// <summary>
    /// The stored hash that a key's secret belongs to; empty when it is none of them. A failure when there were too many wrong ones,
    /// or too much is being hashed.
    /// </summary>
    /// <param name="credential">The whole key.</param>
    /// <param name="id">Its id.</param>
    /// <param name="digest">A digest of the key: the same one asked about at once is one question.</param>
    /// <param name="hashes">The stored hashes.</param>
    /// <param name="from">The address that failures are counted by; null when nobody is asking but ourselves.</param>
    public Task<Result<string>> FindAsync(string credential, string id, byte[] digest, IReadOnlyList<string> hashes, string? from)
    {
        // Many requests with one key arrive together, at first and after its minute is over: all of them are one try.
        var question = $"{id}:{Convert.ToHexString(digest)}:{string.Join(':', hashes)}";
        return asking.GetOrAdd(
            question,
            static (name, x) => new Lazy<Task<Result<string>>>(() => x.self.AskAsync(name, x.credential, x.id, x.hashes, x.from)),
            (self: this, credential, id, hashes, from)).Value;
    }

    private async Task<Result<string>> AskAsync(string question, string credential, string id, IReadOnlyList<string> hashes, string? from)
    {
        try
        {
            var byKey = $"key:{id}:{from}";
            var byAddress = $"keys:{from}";
            if (!delays.TryBeginBoth((byAddress, FailurePolicy.Address), (byKey, FailurePolicy.Key), out var wait))
            {
                return AccountErrors.TooManyTries(wait);
            }

            var found = await hashing.RunAsync(
                () => hashes.FirstOrDefault(hash => ApiKeyHash.Verify(credential, hash)) ?? string.Empty, CancellationToken.None);
            if (!found.IsSuccess || found.Value.Length > 0)
            {
                delays.Reset(byKey);
                delays.TakeBack(byAddress);
            }

            return found;
        }
        finally
        {
            asking.TryRemove(question, out _);
        }
    }
}
