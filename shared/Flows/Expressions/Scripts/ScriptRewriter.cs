using System.Text;
using System.Text.Json;
using Acornima;
using Acornima.Ast;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>
/// Checks a tree against the part of JavaScript that expressions may use (everything that computes a value from values: no
/// statements, assignments, classes, generators, tasks, <c>this</c>, BigInt, nor names that are not known here), and writes its source
/// anew with guards. One use.
/// </summary>
internal sealed class ScriptRewriter(string source)
{
    private const int DeepestNesting = 100;
    private const int LongestRegex = 500;

    private readonly List<HashSet<string>> scopes = [];
    private readonly HashSet<string> roots = new(StringComparer.Ordinal);
    private readonly HashSet<string> globals = new(StringComparer.Ordinal);
    private readonly HashSet<string> nodeIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> memberNames = new(StringComparer.Ordinal);
    private int depth;

    public IReadOnlySet<string> Roots => roots;

    public IReadOnlySet<string> NodeIds => nodeIds;

    public IReadOnlySet<string> Globals => globals;

    public IReadOnlySet<string> MemberNames => memberNames;

    public bool RefersToAllNodes { get; private set; }

    public bool ComputesNames { get; private set; }

    public string Rewrite(Expression tree) => $"({Write(tree)})";

    private string Write(Node node)
    {
        if (++depth > DeepestNesting)
        {
            throw NotAllowedException.At(node, $"The expression is nested deeper than {DeepestNesting} levels.");
        }

        var written = node switch
        {
            RegExpLiteral regex when regex.RegExp.Pattern.Length > LongestRegex =>
                throw NotAllowedException.At(node, $"A regular expression may have {LongestRegex} characters."),
            BigIntLiteral => throw NotAllowedException.At(node, "Big integers cannot be used in an expression."),
            Literal => Source(node),
            Identifier name => Name(name),
            TemplateLiteral template => Template(template),
            MemberExpression member => Member(member),
            CallExpression or ChainExpression or ConditionalExpression or ArrayExpression or LogicalExpression => Splice(node),
            NewExpression created => New(created),
            UnaryExpression unary when unary is NonUpdateUnaryExpression && unary.Operator != Operator.Delete => Splice(node),
            BinaryExpression { Operator: Operator.Addition } sum => $"{ScriptNames.Add}({Write(sum.Left)},{Write(sum.Right)})",
            BinaryExpression => Splice(node),
            ObjectExpression => Splice(node),
            ArrayPattern pattern when pattern.Elements is [.., RestElement] =>
                throw NotAllowedException.At(node, "The rest of an array cannot be a parameter in an expression; slice can take it."),
            ObjectPattern or ArrayPattern or AssignmentPattern or RestElement => Splice(node),
            Property property => Property(property),
            SpreadElement spread => $"...{ScriptNames.Spread}({Write(spread.Argument)})",
            ArrowFunctionExpression arrow => Arrow(arrow),
            _ => throw NotAllowedException.At(node, $"{Words(node)} cannot be used in an expression; a code node can do it."),
        };
        depth--;
        return written;
    }

    private string Name(Identifier identifier)
    {
        var name = identifier.Name;
        if (scopes.Exists(scope => scope.Contains(name)))
        {
            return Source(identifier);
        }

        if (ScriptNames.Globals.Contains(name))
        {
            globals.Add(name);
            return Source(identifier);
        }

        if (!ExpressionScope.Roots.Contains(name))
        {
            throw NotAllowedException.At(
                identifier, $"{name} is not known here; expressions start with {string.Join(", ", ExpressionScope.Roots)}.");
        }

        roots.Add(name);
        RefersToAllNodes |= name == "nodes";
        return Source(identifier);
    }

    private string Member(MemberExpression member)
    {
        if (member.Property is PrivateIdentifier)
        {
            throw NotAllowedException.At(member, "Private names cannot be used in an expression.");
        }

        var known = Known(member.Property, member.Computed);
        if (member.Object is Identifier { Name: "nodes" } nodes && known is not null && !scopes.Exists(scope => scope.Contains("nodes")))
        {
            roots.Add("nodes");
            nodeIds.Add(known);
            Note(known);
            return Splice(member, nodes, member.Property);
        }

        Note(known);
        return member.Computed ? Splice(member) : Splice(member, member.Property);
    }

    /// <summary>A property's name where the source says it.</summary>
    private static string? Known(Expression property, bool computed) => property switch
    {
        Identifier name when !computed => name.Name,
        StringLiteral text => text.Value,
        NumericLiteral number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private void Note(string? name)
    {
        if (name is null)
        {
            ComputesNames = true;
        }
        else
        {
            memberNames.Add(name);
        }
    }

    private string Property(Property property)
    {
        if (property.Kind != PropertyKind.Init || property.Method)
        {
            throw NotAllowedException.At(property, "Methods, getters and setters cannot be used in an expression.");
        }

        var known = Known(property.Key, property.Computed);
        Note(known);
        if (property.Shorthand)
        {
            return Write(property.Value);
        }

        // Without brackets this name would set the object's prototype; here it is a name like any other.
        var key = known == "__proto__" ? "[\"__proto__\"]" : property.Computed ? $"[{Write(property.Key)}]" : Source(property.Key);
        return $"{key}:{Write(property.Value)}";
    }

    private string Template(TemplateLiteral template)
    {
        var text = new StringBuilder(ScriptNames.Text).Append('(');
        for (var at = 0; at < template.Quasis.Count; at++)
        {
            text.Append(at > 0 ? "," : string.Empty).Append(JsonSerializer.Serialize(template.Quasis[at].Value.Cooked));
            if (at < template.Expressions.Count)
            {
                text.Append(',').Append(Write(template.Expressions[at]));
            }
        }

        return text.Append(')').ToString();
    }

    private string New(NewExpression created)
    {
        if (created.Callee is not Identifier { Name: var name } || !ScriptNames.Constructors.Contains(name) || scopes.Exists(s => s.Contains(name)))
        {
            throw NotAllowedException.At(created, $"Only {string.Join(", ", ScriptNames.Constructors.Order())} can be constructed in an expression.");
        }

        var arguments = created.Arguments.Select(Write);
        return name is "Map" or "Set"
            ? $"new {name}({string.Join(',', created.Arguments.Select(argument => argument is SpreadElement ? Write(argument) : $"{ScriptNames.Spread}({Write(argument)})"))})"
            : $"new {name}({string.Join(',', arguments)})";
    }

    private string Arrow(ArrowFunctionExpression arrow)
    {
        if (arrow.Async || arrow.Body is not Expression body)
        {
            throw NotAllowedException.At(arrow, "A function in an expression is one expression: no braces, no async; a code node can do more.");
        }

        var scope = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in arrow.Params)
        {
            Bind(parameter, scope);
        }

        scopes.Add(scope);
        var parameters = string.Join(',', arrow.Params.Select(parameter => parameter is Identifier ? Source(parameter) : Write(parameter)));
        var written = $"({parameters})=>({ScriptNames.Tick}(),{Write(body)})";
        scopes.RemoveAt(scopes.Count - 1);
        return written;
    }

    private static void Bind(Node pattern, HashSet<string> scope)
    {
        switch (pattern)
        {
            case Identifier identifier when !identifier.Name.StartsWith(ScriptNames.Reserved, StringComparison.Ordinal):
                scope.Add(identifier.Name);
                break;
            case AssignmentPattern assigned:
                Bind(assigned.Left, scope);
                break;
            case RestElement rest:
                Bind(rest.Argument, scope);
                break;
            case Property property:
                Bind(property.Value, scope);
                break;
            case ObjectPattern or ArrayPattern:
                foreach (var child in pattern.ChildNodes)
                {
                    Bind(child, scope);
                }

                break;
            default:
                throw NotAllowedException.At(pattern, "This cannot be a parameter of a function in an expression.");
        }
    }

    /// <summary>The node's source with its children written anew, but those given, which stay as they are.</summary>
    private string Splice(Node node, params ReadOnlySpan<Node> kept)
    {
        var text = new StringBuilder();
        var at = node.Start;
        foreach (var child in node.ChildNodes)
        {
            text.Append(source, at, child.Start - at);
            text.Append(kept.Contains(child) ? Source(child) : Write(child));
            at = child.End;
        }

        return text.Append(source, at, node.End - at).ToString();
    }

    private string Source(Node node) => source[node.Start..node.End];

    private static string Words(Node node) => node.Type switch
    {
        NodeType.AssignmentExpression or NodeType.UpdateExpression => "Assignments",
        NodeType.FunctionExpression => "The word function",
        NodeType.ThisExpression => "The word this",
        NodeType.SequenceExpression => "The comma operator",
        _ => node.TypeText,
    };
}
