using Acornima;
using HiveFlow.Flows.Expressions;
using Jint;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>
/// Turns an expression's source into a script that cannot escape its limits: parsed, checked against the allowed language
/// (<see cref="ScriptRewriter"/>), and written anew with a guard at everything that repeats or grows.
/// </summary>
internal static class ScriptCompiler
{
    // By the wall's clock: less is soon over on a busy machine, whatever the expression.
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);

    private static readonly ParserOptions Options = new();

    private static readonly ScriptPreparationOptions Preparation = ScriptPreparationOptions.Default with
    {
        ParsingOptions = ScriptParsingOptions.Default with { CompileRegex = false, RegexTimeout = RegexTimeout },
        FoldConstants = false,
    };

    /// <summary>The script, or why there is none.</summary>
    public static (Script? Script, ExpressionFault? Fault) Compile(string source)
    {
        try
        {
            var tree = new Parser(Options).ParseExpression(source, strict: true);
            var rewriter = new ScriptRewriter(source);
            var guarded = rewriter.Rewrite(tree);
            return (new Script(
                Engine.PrepareScript(guarded, strict: true, options: Preparation),
                rewriter.Roots,
                rewriter.NodeIds,
                rewriter.RefersToAllNodes,
                rewriter.Globals,
                rewriter.ComputesNames ? null : rewriter.MemberNames), null);
        }
        catch (NotAllowedException notAllowed)
        {
            return (null, new ExpressionFault(notAllowed.Position, notAllowed.Message, IsFinal: true));
        }
        catch (ParseErrorException error)
        {
            return (null, new ExpressionFault(Math.Max(0, error.Error.Index), $"The expression cannot be read: {error.Error.Description}."));
        }
        catch (Exception error) when (error is InsufficientExecutionStackException or ScriptPreparationException)
        {
            return (null, new ExpressionFault(0, "The expression is nested too deeply or cannot be prepared.", IsFinal: true));
        }
    }
}
