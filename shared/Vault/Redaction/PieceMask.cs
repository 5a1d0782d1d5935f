namespace HiveFlow.Vault.Redaction;

/// <summary>
/// Masks a text that comes in pieces, also where a secret is cut by the border between two: what might be the beginning of one is held back
/// until the next piece decides. Not thread-safe.
/// </summary>
public sealed class PieceMask
{
    private string held = string.Empty;

    /// <summary>What may go out after this piece; may be empty.</summary>
    public string Push(SecretMask mask, string piece)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(piece);
        if (mask.IsEmpty && held.Length == 0)
        {
            return piece;
        }

        var clean = mask.Apply(held + piece);
        var undecided = mask.Undecided(clean);
        held = clean[^undecided..];
        return clean[..^undecided];
    }

    /// <summary>What was held back, once nothing more comes.</summary>
    public string Flush(SecretMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var rest = mask.Apply(held);
        held = string.Empty;
        return rest;
    }
}
