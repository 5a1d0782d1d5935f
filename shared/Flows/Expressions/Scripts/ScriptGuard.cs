using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Puts guarded functions in the place of built-in ones within one engine.</summary>
internal sealed class ScriptGuard(Engine engine, Script script, ScriptBudget budget)
{
    public delegate JsValue Guarded(JsValue original, JsValue self, JsValue[] arguments);

    public Engine Engine => engine;

    public ScriptBudget Budget => budget;

    public Script Script => script;

    public ObjectInstance Global(string name) => (ObjectInstance)engine.Global.Get(name);

    public ObjectInstance Prototype(string global) => (ObjectInstance)Global(global).Get("prototype");

    public ClrFunction Function(string name, Func<JsValue, JsValue[], JsValue> body) => new(engine, name, body, 0, default);

    /// <summary>
    /// The arguments with built-in functions among them asked for at each of their calls: <c>map(Number)</c> enters no function of the
    /// script, which would be.
    /// </summary>
    public JsValue[] Callbacks(JsValue[] arguments) =>
        Array.Exists(arguments, argument => argument.IsCallable() && argument is not ScriptFunction) ? [.. arguments.Select(Callback)] : arguments;

    private JsValue Callback(JsValue argument) => !argument.IsCallable() || argument is ScriptFunction ? argument : Function("callback", (self, values) =>
    {
        budget.Call();
        budget.Work(values.Length > 0 && values[0] is JsString text ? text.Length : 1);
        return argument.Call(self, values);
    });

    /// <summary>Replaces a function that the script may call by name.</summary>
    public void Replace(ObjectInstance owner, string name, Guarded guarded)
    {
        if (script.MayName(name))
        {
            ReplaceAlways(owner, name, guarded);
        }
    }

    /// <summary>Replaces a function that the engine itself may call.</summary>
    public void ReplaceAlways(ObjectInstance owner, string name, Guarded guarded)
    {
        var original = owner.Get(name);
        owner.FastSetDataProperty(name, Function(name, (self, arguments) =>
        {
            budget.Call();
            return guarded(original, self, Callbacks(arguments));
        }));
    }

    public void Replace(ObjectInstance owner, IEnumerable<string> names, Guarded guarded)
    {
        foreach (var name in names)
        {
            Replace(owner, name, guarded);
        }
    }

    /// <summary>Takes everything away, as far as the script could ask for it, but what is named.</summary>
    public void KeepOnly(ObjectInstance owner, IReadOnlySet<string> kept)
    {
        var asked = script.MemberNames ?? owner.GetOwnPropertyKeys(Jint.Runtime.Types.String).Select(key => key.AsString()).ToHashSet(StringComparer.Ordinal);
        foreach (var name in asked.Where(name => !kept.Contains(name)))
        {
            owner.RemoveOwnProperty(name);
        }
    }

    /// <summary>Takes away what the script could ask for.</summary>
    public void Remove(ObjectInstance owner, IEnumerable<string> names)
    {
        foreach (var name in names.Where(script.MayName))
        {
            owner.RemoveOwnProperty(name);
        }
    }
}
