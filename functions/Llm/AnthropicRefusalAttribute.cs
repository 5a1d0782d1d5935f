using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Llm;

/// <summary>Failures in the form of Anthropic's API, also those of the gate: its clients read no other.</summary>
public sealed class AnthropicRefusalAttribute : RefusalAttribute
{
    /// <inheritdoc/>
    public override IResult? Of(Error error) => new AnthropicError(error);
}
