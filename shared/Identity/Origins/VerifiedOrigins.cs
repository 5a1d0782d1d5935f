using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Origins;

/// <summary>
/// Whose an origin is, remembered for five seconds: every request from a page asks. A change is heard at once where it is made and,
/// through <see cref="Revocations"/>, on other instances.
/// </summary>
public sealed class VerifiedOrigins : IDisposable
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private readonly IDocumentStore store;
    private readonly TimeProvider clock;
    private readonly IDisposable listening;
    private readonly RecentEntries<string, Known> recent = new(Capacity);
    private long changes;

    internal VerifiedOrigins(IDocumentStore store, Revocations revocations, TimeProvider clock)
    {
        this.store = store;
        this.clock = clock;
        listening = revocations.Subscribe(Forget);
    }

    /// <summary>Whether a text can be a verified origin; others need no look.</summary>
    public static bool CanBe([NotNullWhen(true)] string? origin) => OriginText.IsOrigin(origin, isLoopbackFine: true);

    /// <summary>What is remembered of an origin: the ids of its organizations, none when it is nobody's. False when it must be read.</summary>
    public bool TryGet(string origin, [NotNullWhen(true)] out IReadOnlySet<string>? organizations)
    {
        organizations = recent.TryGet(origin, out var known) && clock.GetUtcNow() - known.ReadAt < Kept ? known.Organizations : null;
        return organizations is not null;
    }

    /// <summary>The same from the store.</summary>
    public async ValueTask<IReadOnlySet<string>> ReadAsync(string origin, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref changes);
        var now = clock.GetUtcNow();
        var stored = await store.GetAsync(VerifiedOriginDocument.Collection, Tenant.System, origin, cancellationToken);
        var organizations = stored?.Document.OrganizationIds.ToFrozenSet(StringComparer.Ordinal) ?? FrozenSet<string>.Empty;
        recent.Set(origin, new Known(organizations, NameOf(origin), now));
        if (before != Interlocked.Read(ref changes))
        {
            recent.Remove(origin);
        }

        return organizations;
    }

    /// <inheritdoc/>
    public void Dispose() => listening.Dispose();

    /// <summary>An origin's name among revocations, whose ids are short.</summary>
    internal static string NameOf(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    private void Forget(Revocation revocation)
    {
        if (revocation.Kind is not (RevocationKind.Origin or RevocationKind.Organization))
        {
            return;
        }

        // Counted first: a look that began before may have read what is no longer so, and takes back what it remembered.
        Interlocked.Increment(ref changes);
        recent.RemoveWhere(known => known.Name == revocation.Id || known.Organizations.Contains(revocation.Id));
    }

    private sealed record Known(IReadOnlySet<string> Organizations, string Name, DateTimeOffset ReadAt);
}
