using System.Security;
using System.Text;
using System.Text.Json;
using System.Xml;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Xml;

/// <summary>Writes what <see cref="XmlReading"/> reads: objects of attributes (<c>@name</c>), text (<c>#text</c>) and children.</summary>
internal sealed class XmlWriting(bool isIndented)
{
    private const int MaxName = 200;
    private static readonly IReadOnlySet<string> NoLists = new HashSet<string>();

    private readonly StringBuilder text = new();

    /// <summary>What can't be written; null when nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>The document; of no use after a fault.</summary>
    public string Write(JsonElement value, CancellationToken cancellationToken)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1 || value.EnumerateObject().First().Value.ValueKind == JsonValueKind.Array)
        {
            Fault = "must be an object with one field, the root element, that is no list";
            return string.Empty;
        }

        var root = value.EnumerateObject().First();
        Element(root.Name, root.Value, 0, cancellationToken);

        // Names with prefixes that nothing declares are the one thing that only a reader finds.
        Fault ??= XmlReading.Read(text.ToString(), NoLists, cancellationToken).Fault is { } fault ? $"makes a text that {fault}" : null;
        return text.ToString();
    }

    private void Element(string name, JsonElement value, int level, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsName(name) || text.Length > XmlReading.MaxLength)
        {
            Fault ??= text.Length > XmlReading.MaxLength ? $"makes more than {XmlReading.MaxLength} characters" : "has a field whose name no element can have";
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Array)
                {
                    Fault ??= "has a list in a list, for which XML has no form";
                    return;
                }

                Element(name, item, level, cancellationToken);
            }

            return;
        }

        Line(level);
        text.Append('<').Append(name);
        if (value.ValueKind == JsonValueKind.Object)
        {
            Content(name, value, level, cancellationToken);
        }
        else
        {
            var content = JsonValue.AsText(value);
            text.Append(content.Length == 0 ? "/>" : $">{Escaped(content)}</{name}>");
        }
    }

    private void Content(string name, JsonElement value, int level, CancellationToken cancellationToken)
    {
        foreach (var attribute in value.EnumerateObject().Where(p => p.Name.StartsWith('@')))
        {
            if (!IsName(attribute.Name[1..]) || attribute.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                Fault ??= "has an attribute (a field that begins with @) with a name that none can have, or that is no text, number, true or false";
                return;
            }

            text.Append(' ').Append(attribute.Name.AsSpan(1)).Append("=\"").Append(Escaped(JsonValue.AsText(attribute.Value)).Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal)).Append('"');
        }

        text.Append('>');
        var start = text.Length;
        if (value.TryGetProperty("#text", out var own))
        {
            text.Append(Escaped(JsonValue.AsText(own)));
        }

        foreach (var child in value.EnumerateObject().Where(p => !p.Name.StartsWith('@') && p.Name != "#text"))
        {
            Element(child.Name, child.Value, level + 1, cancellationToken);
        }

        if (text.Length > start && text[^1] == '>')
        {
            Line(level);
        }

        text.Append("</").Append(name).Append('>');
    }

    private void Line(int level)
    {
        if (isIndented && text.Length > 0)
        {
            text.Append('\n').Append(' ', level * 2);
        }
    }

    private string Escaped(string value)
    {
        if (!value.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)))
        {
            Fault ??= "has a text with control characters, for which XML has no form";
        }

        return SecurityElement.Escape(value).Replace("\r", "&#13;", StringComparison.Ordinal);
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > MaxName)
        {
            return false;
        }

        try
        {
            return XmlConvert.VerifyName(name) == name;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
