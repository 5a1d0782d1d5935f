using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;

namespace HiveFlow.Functions.Gate;

/// <summary>The one decision whether a caller may use a function.</summary>
internal static class AccessRules
{
    /// <summary>Null when the caller may; else the refusal, which names what is missing.</summary>
    public static Error? Check(Access access, Caller caller) => access switch
    {
        Access.Public or Access.Anonymous => null,
        Access.Session => caller.IsKey ? GateErrors.SessionRequired() : NeedRole(caller, Role.Viewer),
        Access.Read => NeedScope(caller, Scopes.Read, "read") ?? NeedRole(caller, Role.Viewer),
        Access.Write => NeedScope(caller, Scopes.Write, "write") ?? NeedRole(caller, Role.Member),
        Access.Execute => NeedScope(caller, Scopes.Execute, "execute") ?? NeedRole(caller, Role.Member),
        _ => throw new InvalidOperationException($"No rule for {access}."),
    };

    private static Error? NeedScope(Caller caller, Scopes scope, string name) =>
        (caller.Scopes & scope) == scope ? null : GateErrors.ScopeMissing(name);

    private static Error? NeedRole(Caller caller, Role role) =>
        caller.Role >= role ? null : GateErrors.RoleMissing(role == Role.Viewer ? "viewer" : "member");
}
