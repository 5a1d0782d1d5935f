using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HiveFlow.Processors.Templates;

/// <summary>Puts bounds into a template that was read: ranges make lists, of any length their ends say.</summary>
internal sealed class LiquidRewriter : AstRewriter
{
    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) => new BoundedRange(rangeExpression);

    private sealed class BoundedRange(RangeExpression range) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var from = (await range.From.EvaluateAsync(context)).ToNumberValue();
            var to = (await range.To.EvaluateAsync(context)).ToNumberValue();
            if (to - from >= TemplateLimits.MaxItems || Math.Abs(from) > int.MaxValue || Math.Abs(to) > int.MaxValue)
            {
                throw new TemplateLimitException($"makes a range of more than {TemplateLimits.MaxItems} numbers");
            }

            return await range.EvaluateAsync(context);
        }
    }
}
