using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;

namespace HiveFlow.Processors.Templates;

/// <summary>
/// Renders Liquid (shopify.github.io/liquid) from data, within bounds of length, nesting, steps, output and memory. No files, no includes,
/// no clock: the same template and data give the same text.
/// </summary>
internal static partial class LiquidTemplate
{
    /// <summary>Longest template, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Largest data, in bytes of JSON.</summary>
    public const int MaxData = 1 << 20;

    private const int MaxRecursion = 80;
    private const int MaxMessage = 300;

    // The parser goes as deep as the template does, on the thread's stack: each kind at half of what a stack of 1 MiB was seen to bear.
    private const int MaxBlocks = 64;
    private const int MaxBrackets = 64;
    private const int MaxPipes = 200;

    private static readonly string[] LeftOut = ["include", "render", "liquid", "capture", "ifchanged", "tablerow"];
    private static readonly FluidParser Parser = MakeParser();
    private static readonly TemplateOptions Options = MakeOptions();

    /// <summary>The text; or what is wrong with the template, to be read after its name.</summary>
    public static async ValueTask<(string? Text, string? Fault)> RenderAsync(
        string template, JsonElement data, bool escapesHtml, CancellationToken cancellationToken)
    {
        if (Refusal(template) is { } refusal)
        {
            return (null, refusal);
        }

        try
        {
            if (!Parser.TryParse(template, out var parsed, out var error))
            {
                return (null, $"is no Liquid: {Cut(error)}");
            }

            var limits = new TemplateLimits(cancellationToken);
            var context = new TemplateContext(Options) { AmbientValues = { [nameof(TemplateLimits)] = limits } };
            if (data.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in data.EnumerateObject())
                {
                    context.SetValue(property.Name, LiquidData.Of(property.Value));
                }
            }

            context.SetValue("data", LiquidData.Of(data));
            await using var output = new TemplateLimits.Output(limits);
            await new LiquidRewriter().VisitTemplate(parsed).RenderAsync(output, context, escapesHtml ? HtmlEncoder.Default : NullEncoder.Default, isolateContext: false);
            return (output.ToString(), null);
        }
        catch (TemplateLimitException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or ParseException or FormatException or ArithmeticException or ArgumentException)
        {
            // Fluid's own bounds, a division by zero, an argument of a filter. The text may hold data: it stays here.
            return (null, $"can't be rendered with this data: too many steps or levels, or a filter's argument that does not fit ({e.GetType().Name})");
        }
    }

    private static string? Refusal(string template)
    {
        if (template.Length > MaxLength)
        {
            return $"must have at most {MaxLength} characters";
        }

        var blocks = Blocks().Count(template);
        var brackets = template.AsSpan().Count('[') + template.AsSpan().Count('(');
        return blocks > MaxBlocks || brackets > MaxBrackets || template.AsSpan().Count('|') > MaxPipes
            ? $"must have at most {MaxBlocks} blocks (if, for, case, …), {MaxBrackets} opening brackets and {MaxPipes} bars"
            : null;
    }

    private static FluidParser MakeParser()
    {
        var parser = new FluidParser();
        foreach (var tag in LeftOut)
        {
            parser.RegisteredTags.Remove(tag);
        }

        parser.RegisteredOperators["contains"] = static (left, right) => new BoundedContains(left, right);
        return parser;
    }

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions
        {
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            MaxSteps = TemplateLimits.MaxSteps,
            MaxRecursion = MaxRecursion,
            ModelNamesComparer = StringComparer.Ordinal,
            Now = static () => DateTimeOffset.UnixEpoch,
        };
        LiquidFilters.Bound(options);
        return options;
    }

    private static string Cut(string? text) => text is { Length: > MaxMessage } ? text[..MaxMessage] : text ?? string.Empty;

    [GeneratedRegex(@"\{%-?\s*(if|unless|for|case|comment|raw)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();
}
