using System.Text.Json;
using AngleSharp.Css.Dom;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;
using IElement = AngleSharp.Dom.IElement;
using INode = AngleSharp.Dom.INode;

namespace HiveFlow.Processors.Html;

/// <summary>Takes elements, text or links out of a page. Runs no script and fetches nothing.</summary>
internal sealed class HtmlProcessor : IProcessor
{
    private const int MostFound = 5_000;
    private const int MaxOutput = 4 << 20;

    public NodeType Type { get; } = new()
    {
        Name = "html",
        Title = "HTML",
        Description = "Takes elements, the text or the links out of a page. Its output is a list, or the text.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["select", "text", "links"], "description": "select: elements as {tag, text, attributes}. text: what a person reads. links: {url, text}." },
                "html": { "type": "string", "maxLength": 1048576, "description": "The page; the input unless set." },
                "selector": { "type": "string", "minLength": 1, "maxLength": 500, "description": "A CSS selector of the elements to take; needed for select, the whole page unless set." },
                "attribute": { "type": "string", "minLength": 1, "maxLength": 100, "description": "For select: gives this attribute's texts instead." },
                "baseUrl": { "type": "string", "maxLength": 8192, "description": "For links: the page's address, which relative ones are read against." },
                "most": { "type": "integer", "minimum": 1, "maximum": 5000, "default": 1000, "description": "Most elements or links to give." }
              },
              "required": ["operation"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Run(context, cancellationToken));

    private static StepResult Run(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var operation = read.Choice("operation", string.Empty, "select", "text", "links");
        var html = read.Any("html") ?? context.Input;
        var selector = read.Text("selector");
        var attribute = read.Text("attribute");
        var most = (int)read.Whole("most", 1_000, 1, MostFound);
        var baseUrl = BaseUrl(read);
        if (html.ValueKind != JsonValueKind.String || html.GetString()!.Length > HtmlDocument.MaxLength)
        {
            read.Reject("html", $"must be text of at most {HtmlDocument.MaxLength} characters");
        }

        var matcher = selector is null ? null : HtmlSelector.Parse(selector);
        if (selector is not null ? matcher is null : operation == "select")
        {
            read.Reject("selector", $"must be a CSS selector of at most {HtmlSelector.MaxLength} characters and five steps, without ~ and without pseudo-classes that hold selectors");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        using var page = HtmlDocument.Parse(html.GetString()!, cancellationToken);
        if (page is null)
        {
            return StepResult.Failed(ProcessorErrors.SettingInvalid("html", "has too many elements or nests them too deep"));
        }

        var found = Matching(page, matcher, cancellationToken);
        return operation switch
        {
            "text" => Finish(JsonValue.Text(string.Join('\n', matcher is null ? found.Take(1).Select(HtmlText.Of) : Outermost(found.Take(most)).Select(HtmlText.Of)))),
            "links" => Finish(Links(matcher is null ? found : found.SelectMany(Below).Distinct(), baseUrl, most)),
            _ => Select(found, attribute, most),
        };
    }

    private static IEnumerable<IElement> Matching(HtmlDocument page, ISelector? selector, CancellationToken cancellationToken)
    {
        foreach (var element in page.Elements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (selector is null || selector.Match(element, null))
            {
                yield return element;
            }
        }
    }

    /// <summary>Without those inside of another one, whose text stands in it already.</summary>
    private static IEnumerable<IElement> Outermost(IEnumerable<IElement> elements)
    {
        IElement? last = null;
        foreach (var element in elements)
        {
            if (last is null || !last.Contains(element))
            {
                last = element;
                yield return element;
            }
        }
    }

    private static IEnumerable<IElement> Below(IElement root)
    {
        for (INode? node = root; node is not null; node = HtmlDocument.Next(node, root))
        {
            if (node is IElement element)
            {
                yield return element;
            }
        }
    }

    private static StepResult Select(IEnumerable<IElement> found, string? attribute, int most)
    {
        long size = 0;
        var list = JsonValue.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var element in (attribute is null ? found : found.Where(e => e.HasAttribute(attribute))).Take(most))
            {
                if (size > MaxOutput)
                {
                    break;
                }

                if (attribute is null)
                {
                    Write(writer, element);
                }
                else
                {
                    writer.WriteStringValue(element.GetAttribute(attribute));
                }

                size = writer.BytesCommitted + writer.BytesPending;
            }

            writer.WriteEndArray();
        });
        return size > MaxOutput ? TooLarge() : StepResult.Completed(list);
    }

    private static void Write(Utf8JsonWriter writer, IElement element)
    {
        writer.WriteStartObject();
        writer.WriteString("tag", element.LocalName);
        writer.WriteString("text", HtmlText.Of(element));
        writer.WriteStartObject("attributes");
        foreach (var attribute in element.Attributes)
        {
            writer.WriteString(attribute.Name, attribute.Value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Http addresses alone; each once, with the first text that has it.</summary>
    private static JsonElement Links(IEnumerable<IElement> elements, Uri? baseUrl, int most)
    {
        var links = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in elements.Where(e => e.LocalName is "a" or "area"))
        {
            var address = element.GetAttribute("href")?.Trim();
            var isRead = baseUrl is null ? Uri.TryCreate(address, UriKind.Absolute, out var url) : Uri.TryCreate(baseUrl, address, out url);
            if (isRead && url is { Scheme: "http" or "https" } && links.Count < most)
            {
                links.TryAdd(url.AbsoluteUri, HtmlText.Of(element));
            }
        }

        return JsonSerializer.SerializeToElement(links.Select(link => new Dictionary<string, string> { ["url"] = link.Key, ["text"] = link.Value }));
    }

    private static Uri? BaseUrl(SettingsReader read)
    {
        if (read.Text("baseUrl") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        read.Reject("baseUrl", "must be an http or https address");
        return null;
    }

    private static StepResult Finish(JsonElement output) => JsonValue.Size(output) > MaxOutput ? TooLarge() : StepResult.Completed(output);

    private static StepResult TooLarge() =>
        StepResult.Failed(ProcessorErrors.SettingInvalid("most", $"lets more than {MaxOutput >> 20} MiB come out; give a smaller number or a narrower selector"));
}
