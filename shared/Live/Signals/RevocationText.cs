using System.Text;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Revocations in a message, a line <c>kind:id</c> for each. Lines of a kind that this version
/// does not know are passed over.
/// </summary>
internal static class RevocationText
{
    private static readonly Dictionary<RevocationKind, string> Words = new()
    {
        [RevocationKind.Session] = "session",
        [RevocationKind.User] = "user",
        [RevocationKind.Key] = "key",
        [RevocationKind.Organization] = "organization",
        [RevocationKind.Origin] = "origin",
        [RevocationKind.Maintenance] = "maintenance",
    };

    private static readonly Dictionary<string, RevocationKind> Kinds = Words.ToDictionary(w => w.Value, w => w.Key, StringComparer.Ordinal);

    /// <summary>Adds a line.</summary>
    public static void Append(StringBuilder text, Revocation revocation) =>
        text.Append('\n').Append(Words[revocation.Kind]).Append(':').Append(revocation.Id);

    /// <summary>Those of a message's lines.</summary>
    public static IEnumerable<Revocation> Read(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && Kinds.TryGetValue(line[..colon], out var kind) && Revocations.IsId(line[(colon + 1)..]))
            {
                yield return new Revocation(kind, line[(colon + 1)..]);
            }
        }
    }
}
