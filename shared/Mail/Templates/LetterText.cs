using System.Text;

namespace HiveFlow.Mail.Templates;

/// <summary>A letter as plain text. No value can begin a line of its own, so that none passes for a part of the letter.</summary>
internal static class LetterText
{
    /// <summary>The text; lines end with <c>\n</c>.</summary>
    public static string Of(Letter letter)
    {
        var text = new StringBuilder();
        foreach (var part in letter.Parts)
        {
            switch (part)
            {
                case LetterPart.Paragraph paragraph:
                    text.Append(OneLine(paragraph.Text)).Append("\n\n");
                    break;
                case LetterPart.Code code:
                    text.Append("    ").Append(OneLine(code.Value)).Append("\n\n");
                    break;
                case LetterPart.Facts facts:
                    foreach (var (name, value) in facts.Items)
                    {
                        text.Append("    ").Append(name).Append(": ").Append(OneLine(value)).Append('\n');
                    }

                    text.Append('\n');
                    break;
                case LetterPart.Link link:
                    text.Append(link.Label).Append(":\n").Append(link.Target.AbsoluteUri).Append("\n\n");
                    break;
                default:
                    throw new InvalidOperationException($"No text for a {part.GetType().Name}.");
            }
        }

        return text.Append("-- \n").Append(Letter.Footer).Append('\n').ToString();
    }

    private static string OneLine(string value) =>
        string.Create(value.Length, value, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
            }
        });
}
