using Jint;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>A checked and guarded script, ready to run in any number of fresh engines at once.</summary>
/// <param name="Prepared">The program.</param>
/// <param name="Roots">The roots it refers to.</param>
/// <param name="NodeIds">The nodes it names.</param>
/// <param name="RefersToAllNodes">Whether it uses <c>nodes</c> otherwise than by a name.</param>
/// <param name="Globals">The global functions and objects that it uses.</param>
/// <param name="MemberNames">Every property name it can ask for; null when it computes names.</param>
internal sealed record Script(
    Prepared<Acornima.Ast.Script> Prepared,
    IReadOnlySet<string> Roots,
    IReadOnlySet<string> NodeIds,
    bool RefersToAllNodes,
    IReadOnlySet<string> Globals,
    IReadOnlySet<string>? MemberNames)
{
    /// <summary>Whether it may ask for a property of that name.</summary>
    public bool MayName(string member) => MemberNames?.Contains(member) ?? true;

    /// <summary>Whether it may ask for one of several properties.</summary>
    public bool MayNameAny(IReadOnlySet<string> members) => MemberNames?.Overlaps(members) ?? true;
}
