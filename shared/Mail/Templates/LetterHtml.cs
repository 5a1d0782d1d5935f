using System.Text;
using System.Text.Encodings.Web;

namespace HiveFlow.Mail.Templates;

/// <summary>A letter as an HTML document: one table-free layout, nothing loaded from anywhere, every value encoded here.</summary>
internal static class LetterHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;

    /// <summary>The document.</summary>
    public static string Of(Letter letter)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        html.Append(Encoder.Encode(letter.Title))
            .Append("</title></head>\n<body style=\"margin:0;padding:24px;font-family:sans-serif;font-size:16px;line-height:1.5\">\n")
            .Append("<h1 style=\"font-size:20px\">").Append(Encoder.Encode(letter.Title)).Append("</h1>\n");
        foreach (var part in letter.Parts)
        {
            Write(html, part);
        }

        return html.Append("<p style=\"font-size:13px;opacity:.7\">").Append(Encoder.Encode(Letter.Footer)).Append("</p>\n</body></html>\n").ToString();
    }

    private static void Write(StringBuilder html, LetterPart part)
    {
        switch (part)
        {
            case LetterPart.Paragraph paragraph:
                html.Append("<p>").Append(Encoder.Encode(paragraph.Text)).Append("</p>\n");
                break;
            case LetterPart.Code code:
                html.Append("<p style=\"font-family:monospace;font-size:28px;letter-spacing:4px\">").Append(Encoder.Encode(code.Value)).Append("</p>\n");
                break;
            case LetterPart.Facts facts:
                html.Append("<ul>\n");
                foreach (var (name, value) in facts.Items)
                {
                    html.Append("<li>").Append(Encoder.Encode(name)).Append(": <b>").Append(Encoder.Encode(value)).Append("</b></li>\n");
                }

                html.Append("</ul>\n");
                break;
            case LetterPart.Link link:
                var target = Encoder.Encode(link.Target.AbsoluteUri);
                html.Append("<p><a href=\"").Append(target).Append("\">").Append(Encoder.Encode(link.Label)).Append("</a><br><small>")
                    .Append(target).Append("</small></p>\n");
                break;
            default:
                throw new InvalidOperationException($"No HTML for a {part.GetType().Name}.");
        }
    }
}
