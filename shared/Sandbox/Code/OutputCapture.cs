using System.Text;

namespace HiveFlow.Sandbox.Code;

/// <summary>Keeps the beginning of an output stream and passes it on live; both end at the limit.</summary>
/// <param name="stream">stdout or stderr.</param>
/// <param name="most">How many bytes of UTF-8 are kept.</param>
/// <param name="sink">Takes it live; null: nobody.</param>
internal sealed class OutputCapture(string stream, int most, OutputSink? sink)
{
    private readonly StringBuilder _text = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private int _left = most;

    /// <summary>Whether something was cut off.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes bytes, which may end inside a character.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        var text = new char[_decoder.GetCharCount(bytes, false)];
        _decoder.GetChars(bytes, text, false);
        Take(text.AsSpan());
    }

    /// <summary>Takes text.</summary>
    public void Take(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || IsCut)
        {
            return;
        }

        var size = Encoding.UTF8.GetByteCount(text);
        if (size > _left)
        {
            IsCut = true;
            // No character is longer than 3 bytes a UTF-16 unit; a pair is not cut in two.
            var fit = Math.Min(text.Length, _left / 3);
            text = text[..(fit > 0 && char.IsHighSurrogate(text[fit - 1]) ? fit - 1 : fit)];
        }

        _left -= Encoding.UTF8.GetByteCount(text);
        _text.Append(text);
        if (text.Length > 0)
        {
            sink?.Invoke(stream, text.ToString());
        }

        if (IsCut)
        {
            sink?.Invoke(stream, "\n[output cut]\n");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
