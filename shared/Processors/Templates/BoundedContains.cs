using Fluid;
using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;
using Fluid.Values;

namespace HiveFlow.Processors.Templates;

/// <summary>The operator <c>contains</c>, with a bound on what is looked for.</summary>
internal sealed class BoundedContains(Expression left, Expression right) : BinaryExpression(left, right)
{
    private readonly ContainsBinaryExpression inner = new(left, right);

    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var limits = (TemplateLimits)context.AmbientValues[nameof(TemplateLimits)];
        limits.Count(await Left.EvaluateAsync(context));
        if (await Right.EvaluateAsync(context) is StringValue needle && needle.ToStringValue().Length > TemplateLimits.MaxNeedle)
        {
            throw new TemplateLimitException($"looks for a text of more than {TemplateLimits.MaxNeedle} characters");
        }

        return await inner.EvaluateAsync(context);
    }
}
