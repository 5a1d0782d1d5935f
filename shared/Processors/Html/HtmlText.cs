using System.Text;
using AngleSharp.Dom;

namespace HiveFlow.Processors.Html;

/// <summary>The text of a part of a page as a person reads it: white space joined, a line for each block, no scripts and styles.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Hidden = new(["script", "style", "noscript", "template", "head", "svg", "iframe", "object"], StringComparer.Ordinal);

    private static readonly HashSet<string> Blocks = new(
        [
            "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
            "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
        ],
        StringComparer.Ordinal);

    public static string Of(IElement root)
    {
        var text = new StringBuilder();
        INode? node = root;
        while (node is not null)
        {
            var isHidden = node is IElement hidden && node != root && Hidden.Contains(hidden.LocalName);
            if (node is IText piece)
            {
                Append(text, piece.Data);
            }
            else if (!isHidden && node is IElement element)
            {
                Break(text, element);
            }

            var next = HtmlDocument.Next(node, root, isHidden);
            for (var up = node; up is not null && up != root && up != next?.Parent; up = up.Parent)
            {
                if (up is IElement closed && (up != node || node.FirstChild is null || isHidden))
                {
                    Break(text, closed);
                }
            }

            node = next;
        }

        return text.ToString().Trim();
    }

    private static void Break(StringBuilder text, IElement element)
    {
        if (Blocks.Contains(element.LocalName) && text.Length > 0)
        {
            while (text.Length > 0 && text[^1] == ' ')
            {
                text.Length--;
            }

            if (text.Length > 0 && text[^1] != '\n')
            {
                text.Append('\n');
            }
        }
        else if (element.LocalName is "td" or "th" && text.Length > 0 && text[^1] is not ('\n' or ' '))
        {
            text.Append(' ');
        }
    }

    private static void Append(StringBuilder text, string piece)
    {
        foreach (var c in piece)
        {
            if (c is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                {
                    text.Append(' ');
                }
            }
            else
            {
                text.Append(c);
            }
        }
    }
}
