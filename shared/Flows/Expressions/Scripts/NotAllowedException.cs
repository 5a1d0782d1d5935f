using Acornima.Ast;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Leaves the walk over a tree that holds something expressions may not use.</summary>
internal sealed class NotAllowedException(int position, string message) : Exception(message)
{
    public int Position => position;

    public static NotAllowedException At(Node node, string message) => new(node.Start, message);
}
