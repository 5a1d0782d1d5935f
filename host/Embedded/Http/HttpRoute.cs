using HiveFlow.Host.Functions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Http;

/// <summary>
/// The route of one HTTP function. It can be matched the way the Functions host does it: a template and its constraints, each
/// route on its own.
/// </summary>
internal sealed class HttpRoute
{
    private readonly TemplateMatcher matcher;
    private readonly Dictionary<string, IReadOnlyList<IRouteConstraint>> constraints;

    private HttpRoute(HostedFunction function, string text, string[] methods, RoutePattern pattern, IInlineConstraintResolver resolver)
    {
        Function = function;
        Text = text;
        Methods = methods;
        Pattern = pattern;
        Template = TemplateParser.Parse(text);
        matcher = new TemplateMatcher(Template, []);
        constraints = Template.Parameters.ToDictionary(
            parameter => parameter.Name!,
            parameter => (IReadOnlyList<IRouteConstraint>)[.. parameter.InlineConstraints.Select(c => Resolve(resolver, c.Constraint))],
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The function behind it.</summary>
    public HostedFunction Function { get; }

    /// <summary>The template as the attribute has it.</summary>
    public string Text { get; }

    /// <summary>The methods it takes, in upper case.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>The template as ASP.NET matches it.</summary>
    public RoutePattern Pattern { get; }

    /// <summary>The template as the Functions host matches it.</summary>
    public RouteTemplate Template { get; }

    /// <summary>Whether it ends in a parameter that takes the rest of the path.</summary>
    public bool IsCatchAll => Template.Parameters.Any(parameter => parameter.IsCatchAll);

    /// <summary>Reads the route of a function.</summary>
    /// <exception cref="RoutePatternException">The template cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A constraint in it is not known.</exception>
    public static HttpRoute Of(HostedFunction function, IInlineConstraintResolver resolver)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        var text = trigger.Route ?? function.Name;
        var methods = (trigger.Methods ?? []).Select(method => method.ToUpperInvariant()).ToArray();
        return new HttpRoute(function, text, methods, RoutePatternFactory.Parse(text), resolver);
    }

    /// <summary>Whether a path (beginning with <c>/</c>) matches, constraints and all.</summary>
    public bool Matches(string path)
    {
        var values = new RouteValueDictionary();
        return matcher.TryMatch(path, values)
            && constraints.All(parameter => parameter.Value.All(constraint =>
                constraint.Match(null, null, parameter.Key, values, RouteDirection.IncomingRequest)));
    }

    /// <summary>Whether a value may stand in the place of a parameter.</summary>
    public bool Accepts(string parameter, string value) =>
        constraints[parameter].All(constraint => constraint.Match(
            null, null, parameter, new RouteValueDictionary { [parameter] = value }, RouteDirection.IncomingRequest));

    private static IRouteConstraint Resolve(IInlineConstraintResolver resolver, string constraint) =>
        resolver.ResolveConstraint(constraint)
            ?? throw new InvalidOperationException($"the constraint '{constraint}' is not known.");
}
