using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.SignIn;

/// <summary>What a one-time code was traded for: a session, or a challenge where the account's own second factor is still to come.</summary>
/// <param name="Session">Open.</param>
/// <param name="Challenge">To be answered as after a password.</param>
public sealed record SignInOutcome(OpenedSession? Session, StartedChallenge? Challenge);
