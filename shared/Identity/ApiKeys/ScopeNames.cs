using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Scopes as the API names them.</summary>
internal static class ScopeNames
{
    private const string Read = "read";
    private const string Write = "write";
    private const string Execute = "execute";

    /// <summary>The names, in a fixed order.</summary>
    public static IReadOnlyList<string> Of(Scopes scopes)
    {
        List<string> names = [];
        Add(Scopes.Read, Read);
        Add(Scopes.Write, Write);
        Add(Scopes.Execute, Execute);
        return names;

        void Add(Scopes scope, string name)
        {
            if (scopes.HasFlag(scope))
            {
                names.Add(name);
            }
        }
    }

    /// <summary>The scopes of a list of names; false when it is empty, holds another word, or one twice.</summary>
    public static bool TryParse(IReadOnlyList<string> names, out Scopes scopes)
    {
        scopes = Scopes.None;
        foreach (var name in names)
        {
            var scope = name switch
            {
                Read => Scopes.Read,
                Write => Scopes.Write,
                Execute => Scopes.Execute,
                _ => Scopes.None,
            };
            if (scope == Scopes.None || scopes.HasFlag(scope))
            {
                return false;
            }

            scopes |= scope;
        }

        return scopes != Scopes.None;
    }
}
