namespace HiveFlow.Runs.Waits;

/// <summary>Somebody who wants to decide an approval.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">Their address.</param>
/// <param name="Roles">Their role and those below it.</param>
/// <param name="IsPerson">Whether they are there themselves, not a program with a key of theirs.</param>
public sealed record WaitDecider(string UserId, string Name, IReadOnlySet<string> Roles, bool IsPerson);
