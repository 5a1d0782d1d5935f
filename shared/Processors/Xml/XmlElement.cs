using System.Text;
using System.Text.Json;

namespace HiveFlow.Processors.Xml;

/// <summary>An element while a document is read.</summary>
internal sealed class XmlElement
{
    private readonly List<(string Name, string Value)> attributes = [];
    private readonly OrderedDictionary<string, List<XmlElement>> children = new(StringComparer.Ordinal);
    private readonly StringBuilder text = new();

    /// <summary>How many levels of JSON it takes, itself included.</summary>
    public int Levels(IReadOnlySet<string> lists) => IsText
        ? 0
        : 1 + (children.Count == 0 ? 0 : children.Max(c => c.Value.Max(e => e.Levels(lists)) + (IsList(c.Key, c.Value, lists) ? 1 : 0)));

    private bool IsText => attributes.Count == 0 && children.Count == 0;

    public void Attribute(string name, string value) => attributes.Add((name, value));

    public void Text(string more) => text.Append(more);

    public XmlElement Child(string name)
    {
        var child = new XmlElement();
        if (children.TryGetValue(name, out var same))
        {
            same.Add(child);
        }
        else
        {
            children.Add(name, [child]);
        }

        return child;
    }

    /// <summary>A text where it has text alone; else an object of attributes (<c>@name</c>), text (<c>#text</c>) and children.</summary>
    public void Write(Utf8JsonWriter writer, IReadOnlySet<string> lists)
    {
        if (IsText)
        {
            writer.WriteStringValue(text.ToString());
            return;
        }

        writer.WriteStartObject();
        foreach (var (name, value) in attributes)
        {
            writer.WriteString("@" + name, value);
        }

        var own = children.Count == 0 ? text.ToString() : text.ToString().Trim();
        if (own.Length > 0)
        {
            writer.WriteString("#text", own);
        }

        foreach (var (name, same) in children)
        {
            writer.WritePropertyName(name);
            if (IsList(name, same, lists))
            {
                writer.WriteStartArray();
                same.ForEach(child => child.Write(writer, lists));
                writer.WriteEndArray();
            }
            else
            {
                same[0].Write(writer, lists);
            }
        }

        writer.WriteEndObject();
    }

    private static bool IsList(string name, List<XmlElement> same, IReadOnlySet<string> lists) => same.Count > 1 || lists.Contains(name);
}
