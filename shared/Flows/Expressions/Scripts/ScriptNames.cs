namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Names that the guards and the compiler agree on.</summary>
internal static class ScriptNames
{
    /// <summary>Called at the start of every function.</summary>
    public const string Tick = "$$tick";

    /// <summary>Stands for <c>a + b</c>.</summary>
    public const string Add = "$$add";

    /// <summary>Stands for a template literal: texts and values by turns.</summary>
    public const string Text = "$$text";

    /// <summary>Stands before whatever is spread.</summary>
    public const string Spread = "$$spread";

    /// <summary>What no name of a user may begin with.</summary>
    public const string Reserved = "$$";

    /// <summary>Globals that an expression may use besides its roots.</summary>
    public static readonly IReadOnlySet<string> Globals = new HashSet<string>(StringComparer.Ordinal)
    {
        "Array", "Boolean", "Date", "JSON", "Map", "Math", "Number", "Object", "Set", "String", "Infinity", "NaN", "undefined",
        "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "isFinite", "isNaN", "parseFloat", "parseInt",
    };

    /// <summary>Globals that may be constructed.</summary>
    public static readonly IReadOnlySet<string> Constructors = new HashSet<string>(StringComparer.Ordinal) { "Array", "Date", "Map", "Set" };
}
