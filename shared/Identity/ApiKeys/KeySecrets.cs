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
    private readonly ConcurrentDictionary<string, Lazy<Task<Result<bool>>>> asking = new();

    /// <summary>Whether a key's secret is its own; a failure when there were too many wrong ones, or too much is being hashed.</summary>
    /// <param name="credential">The whole key.</param>
    /// <param name="id">Its id.</param>
    /// <param name="digest">A digest of the secret: the same secret asked about at once is one question.</param>
    /// <param name="secretHash">The stored hash.</param>
    /// <param name="from">The address that failures are counted by; null when nobody is asking but ourselves.</param>
    public Task<Result<bool>> MatchesAsync(string credential, string id, byte[] digest, string secretHash, string? from)
    {
        // Many requests with one key arrive together, at first and after its minute is over: all of them are one try.
        var question = $"{id}:{Convert.ToHexString(digest)}";
        return asking.GetOrAdd(
            question,
            static (name, x) => new Lazy<Task<Result<bool>>>(() => x.self.AskAsync(name, x.credential, x.id, x.secretHash, x.from)),
            (self: this, credential, id, secretHash, from)).Value;
    }

    private async Task<Result<bool>> AskAsync(string question, string credential, string id, string secretHash, string? from)
    {
        try
        {
            var byKey = $"key:{id}:{from}";
            var byAddress = $"keys:{from}";
            if (!delays.TryBeginBoth((byAddress, FailurePolicy.Address), (byKey, FailurePolicy.Key), out var wait))
            {
                return AccountErrors.TooManyTries(wait);
            }

            var matches = await hashing.RunAsync(() => ApiKeyHash.Verify(credential, secretHash), CancellationToken.None);
            if (!matches.IsSuccess || matches.Value)
            {
                delays.Reset(byKey);
                delays.TakeBack(byAddress);
            }

            return matches;
        }
        finally
        {
            asking.TryRemove(question, out _);
        }
    }
}
