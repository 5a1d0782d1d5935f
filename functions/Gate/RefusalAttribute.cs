using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>Gives a function's failures another form than a problem document: also those that the gate answers itself.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RefusalAttribute : Attribute
{
    /// <summary>The answer; null for the problem document.</summary>
    public abstract IResult? Of(Error error);
}
