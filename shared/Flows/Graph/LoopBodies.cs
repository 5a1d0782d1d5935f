namespace HiveFlow.Flows.Graph;

/// <summary>
/// Which loop's body each node is in: the one that every way to it leads into. Linear in nodes and edges (times the depth, which is bounded).
/// </summary>
internal sealed class LoopBodies
{
    /// <summary>The source handle of the edges by which a body begins.</summary>
    public const string BodyHandle = "body";

    /// <summary>The source handle by which the run goes on after the last item.</summary>
    public const string DoneHandle = "done";

    /// <summary>How deep bodies can be nested at all; settings allow less.</summary>
    public const int Deepest = 8;

    private const int Outside = -1;

    private readonly int[] loopOf;
    private readonly int[] depth;
    private readonly HashSet<int> leaving = [];
    private readonly HashSet<int> tooDeep = [];

    private LoopBodies(int nodes)
    {
        loopOf = new int[nodes];
        depth = new int[nodes];
        Array.Fill(loopOf, Outside);
    }

    /// <summary>Places of the edges that lead from a body to a node outside it: they are never taken.</summary>
    public IReadOnlySet<int> Leaving => leaving;

    /// <summary>Loops within more bodies than there can be around one.</summary>
    public IReadOnlySet<int> TooDeep => tooDeep;

    /// <summary>The loop whose body a node is in; null outside loops.</summary>
    public int? LoopOf(int node) => loopOf[node] == Outside ? null : loopOf[node];

    /// <summary>Bodies around a node: 0 outside loops.</summary>
    public int DepthOf(int node) => depth[node];

    /// <summary>Looks at a graph.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="edges">Edges without those of cycles; those that a body begins with are marked.</param>
    public static LoopBodies Find(int nodes, IReadOnlyList<(int Source, int Target, bool IsBody)> edges)
    {
        var bodies = new LoopBodies(nodes);
        var missing = new int[nodes];
        var outgoing = edges.ToLookup(edge => edge.Source);
        foreach (var edge in edges)
        {
            missing[edge.Target]++;
        }

        var met = new bool[nodes];
        var queue = new Queue<int>(Enumerable.Range(0, nodes).Where(node => missing[node] == 0));
        while (queue.TryDequeue(out var node))
        {
            foreach (var edge in outgoing[node])
            {
                var within = bodies.Enter(edge);
                bodies.loopOf[edge.Target] = met[edge.Target] ? bodies.Around(within, bodies.loopOf[edge.Target]) : within;
                met[edge.Target] = true;
                if (--missing[edge.Target] == 0)
                {
                    bodies.depth[edge.Target] = bodies.Depth(bodies.loopOf[edge.Target]);
                    queue.Enqueue(edge.Target);
                }
            }
        }

        bodies.FindLeaving(edges);
        return bodies;
    }

    private int Enter((int Source, int Target, bool IsBody) edge)
    {
        if (!edge.IsBody)
        {
            return loopOf[edge.Source];
        }

        if (depth[edge.Source] < Deepest)
        {
            return edge.Source;
        }

        tooDeep.Add(edge.Source);
        return loopOf[edge.Source];
    }

    private void FindLeaving(IReadOnlyList<(int Source, int Target, bool IsBody)> edges)
    {
        for (var place = 0; place < edges.Count; place++)
        {
            if (Enter(edges[place]) != loopOf[edges[place].Target])
            {
                leaving.Add(place);
            }
        }
    }

    /// <summary>The innermost body that both are in.</summary>
    private int Around(int one, int other)
    {
        while (one != other)
        {
            if (Depth(one) >= Depth(other))
            {
                one = loopOf[one];
            }
            else
            {
                other = loopOf[other];
            }
        }

        return one;
    }

    private int Depth(int loop) => loop == Outside ? 0 : depth[loop] + 1;
}
