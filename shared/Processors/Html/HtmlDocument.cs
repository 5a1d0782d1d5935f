using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace HiveFlow.Processors.Html;

/// <summary>A parsed page: no scripts, nothing fetched, and bounded in elements and depth, since markup can be made to grow with its square.</summary>
internal sealed class HtmlDocument : IDisposable
{
    /// <summary>Longest page, in characters.</summary>
    public const int MaxLength = 1 << 20;

    private const int MaxElements = 30_000;
    private const int MaxDepth = 200;

    private readonly IHtmlDocument document;

    private HtmlDocument(IHtmlDocument document, int depth)
    {
        this.document = document;
        Depth = depth;
    }

    /// <summary>How deep its elements nest.</summary>
    public int Depth { get; }

    /// <summary>All elements, in the order of the page.</summary>
    public IEnumerable<IElement> Elements
    {
        get
        {
            INode? node = document.DocumentElement;
            while (node is not null)
            {
                if (node is IElement element)
                {
                    yield return element;
                }

                node = Next(node, document);
            }
        }
    }

    /// <summary>Null for a page with too many elements, or too deep ones.</summary>
    public static HtmlDocument? Parse(string text, CancellationToken cancellationToken)
    {
        var count = 0;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            IsScripting = false,
            OnCreated = (_, _) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++count > MaxElements)
                {
                    throw new TooManyElementsException();
                }
            },
        });
        try
        {
            var document = parser.ParseDocument(text);
            var depth = DepthOf(document);
            if (depth <= MaxDepth)
            {
                return new HtmlDocument(document, depth);
            }

            document.Dispose();
            return null;
        }
        catch (TooManyElementsException)
        {
            return null;
        }
    }

    /// <summary>The node behind this one in the order of the page, within a root; without a step into depth that a call would take.</summary>
    public static INode? Next(INode node, INode root, bool skipsChildren = false)
    {
        if (!skipsChildren && node.FirstChild is { } child)
        {
            return child;
        }

        for (INode? up = node; up is not null && up != root; up = up.Parent)
        {
            if (up.NextSibling is { } next)
            {
                return next;
            }
        }

        return null;
    }

    public void Dispose() => document.Dispose();

    private static int DepthOf(IHtmlDocument document)
    {
        var (deepest, depth) = (0, 0);
        INode? node = document.DocumentElement;
        while (node is not null)
        {
            if (node.FirstChild is { } child)
            {
                node = child;
                deepest = Math.Max(deepest, ++depth);
                continue;
            }

            while (node is not null && node.NextSibling is null)
            {
                node = node.Parent;
                depth--;
            }

            node = node?.NextSibling;
        }

        return deepest;
    }

    private sealed class TooManyElementsException : Exception;
}
