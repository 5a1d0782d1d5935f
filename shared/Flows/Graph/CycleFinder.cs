namespace HiveFlow.Flows.Graph;

/// <summary>
/// Strongly connected components (Tarjan 1972), without recursion because a flow may be thousands of nodes deep.
/// </summary>
internal static class CycleFinder
{
    /// <summary>For each node the number of its cycle, from 0; -1 for nodes in none. An edge is part of a cycle when both ends have its number.</summary>
    public static int[] Find(IReadOnlyList<List<int>> targets)
    {
        var search = new Search(targets);
        for (var node = 0; node < targets.Count; node++)
        {
            search.From(node);
        }

        return search.Cycle;
    }

    private sealed class Search(IReadOnlyList<List<int>> targets)
    {
        private readonly int[] order = new int[targets.Count];
        private readonly int[] lowest = new int[targets.Count];
        private readonly bool[] open = new bool[targets.Count];
        private readonly Stack<int> component = new();
        private readonly Stack<(int Node, int NextEdge)> path = new();
        private int visited;
        private int cycles;

        public int[] Cycle { get; } = [.. Enumerable.Repeat(-1, targets.Count)];

        public void From(int root)
        {
            if (order[root] != 0)
            {
                return;
            }

            Enter(root);
            while (path.TryPop(out var frame))
            {
                if (frame.NextEdge < targets[frame.Node].Count)
                {
                    path.Push((frame.Node, frame.NextEdge + 1));
                    Follow(frame.Node, targets[frame.Node][frame.NextEdge]);
                    continue;
                }

                Leave(frame.Node);
                if (path.TryPeek(out var parent))
                {
                    lowest[parent.Node] = Math.Min(lowest[parent.Node], lowest[frame.Node]);
                }
            }
        }

        private void Enter(int node)
        {
            order[node] = lowest[node] = ++visited;
            open[node] = true;
            component.Push(node);
            path.Push((node, 0));
        }

        private void Follow(int node, int target)
        {
            if (order[target] == 0)
            {
                Enter(target);
            }
            else if (open[target])
            {
                lowest[node] = Math.Min(lowest[node], order[target]);
            }
        }

        private void Leave(int node)
        {
            if (lowest[node] != order[node])
            {
                return;
            }

            var isCycle = component.Peek() != node || targets[node].Contains(node);
            int member;
            do
            {
                member = component.Pop();
                open[member] = false;
                Cycle[member] = isCycle ? cycles : -1;
            }
            while (member != node);
            cycles += isCycle ? 1 : 0;
        }
    }
}
