using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Execution;

/// <summary>What the orchestrator has asked for and no turn has made durable yet, in the order of the numbers.</summary>
internal sealed class AskedActions
{
    private List<EngineAction> actions = [];

    public void Add(EngineAction action) => actions.Add(action);

    /// <summary>Crosses off what a turn of the history asked for; gives the first that the replay did not ask for likewise.</summary>
    public Failure? Match(IReadOnlyList<EngineAction> recorded)
    {
        Failure? mismatch = null;
        var inOrder = 0;
        foreach (var action in recorded)
        {
            var index = inOrder < actions.Count && actions[inOrder].Id == action.Id
                ? inOrder
                : actions.FindIndex(inOrder, asked => asked.Id == action.Id);
            mismatch ??= Mismatch.Find(action, index >= 0 ? actions[index] : null);
            if (index == inOrder)
            {
                inOrder++;
            }
            else if (index >= 0)
            {
                actions.RemoveAt(index);
            }
        }

        actions.RemoveRange(0, inOrder);
        return mismatch;
    }

    public IReadOnlyList<EngineAction> Take()
    {
        if (actions.Count == 0)
        {
            return [];
        }

        var taken = actions;
        actions = [];
        return taken;
    }
}
