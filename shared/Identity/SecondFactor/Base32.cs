namespace HiveFlow.Identity.SecondFactor;

/// <summary>Base32 (RFC 4648) without padding, as authenticator apps read secrets.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The text of some bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        var (bits, held, at) = (0, 0, 0);
        foreach (var value in bytes)
        {
            bits = (bits << 8) | value;
            held += 8;
            while (held >= 5)
            {
                held -= 5;
                text[at++] = Alphabet[(bits >> held) & 31];
            }

            bits &= (1 << held) - 1;
        }

        if (held > 0)
        {
            text[at] = Alphabet[(bits << (5 - held)) & 31];
        }

        return new string(text);
    }
}
