using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;

namespace HiveFlow.Functions.Gate;

/// <summary>The one decision whether a caller may use a function.</summary>
internal static class AccessRules
{
    /// <summary>Null when the request's caller may use its function; else the refusal, which names what is missing.</summary>
    public static Error? Check(GateRequest request, DateTimeOffset now) => request.Caller is { } caller
        ? Check(request.Rule.Access, caller) ?? CheckFresh(request.Rule, caller, now)
        : request.Rule.Access is Access.Public or Access.Anonymous ? null : GateErrors.CredentialMissing();

    /// <summary>The same for an access rule alone.</summary>
    public static Error? Check(Access access, Caller caller) => access switch
    {
        Access.Public or Access.Anonymous => null,
        Access.Any => NeedRole(caller, Role.Viewer),
        Access.Session => caller.IsKey ? GateErrors.SessionRequired() : NeedRole(caller, Role.Viewer),
        Access.Read => NeedScope(caller, Scopes.Read, "read") ?? NeedRole(caller, Role.Viewer),
        Access.Write => NeedScope(caller, Scopes.Write, "write") ?? NeedRole(caller, Role.Member),
        Access.Execute => NeedScope(caller, Scopes.Execute, "execute") ?? NeedRole(caller, Role.Member),
        Access.Admin => caller.IsKey ? GateErrors.SessionRequired() : NeedRole(caller, Role.Admin),
        Access.Owner => caller.IsKey ? GateErrors.SessionRequired() : NeedRole(caller, Role.Owner),
        Access.Operator => caller.IsKey ? GateErrors.SessionRequired() : caller.IsOperator ? null : GateErrors.OperatorRequired(),
        _ => throw new InvalidOperationException($"No rule for {access}."),
    };

    /// <summary>Null when the function asks for no fresh second factor, or the caller gave one in the last five minutes.</summary>
    public static Error? CheckFresh(FunctionRule rule, Caller caller, DateTimeOffset now) =>
        !rule.IsFresh || (caller.FactorAt is { } at && now - at <= FreshAttribute.MaxAge) ? null : GateErrors.FreshFactorRequired();

    private static Error? NeedScope(Caller caller, Scopes scope, string name) =>
        (caller.Scopes & scope) == scope ? null : GateErrors.ScopeMissing(name);

    private static Error? NeedRole(Caller caller, Role role) =>
        caller.Role >= role ? null : GateErrors.RoleMissing(Roles.Name(role));
}
