using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.PersonalData;

/// <summary>What HiveFlow keeps about a person beside what they did and made; nothing that opens anything.</summary>
/// <param name="Account">Who they are.</param>
/// <param name="SecondFactor">Their authenticator.</param>
/// <param name="Sessions">Open ones.</param>
/// <param name="ApiKeys">In every organization; without secrets.</param>
/// <param name="Identities">Outside identities that open the account.</param>
/// <param name="Memberships">Where they are what.</param>
public sealed record PersonalRecord(
    AccountPart Account,
    SecondFactorPart SecondFactor,
    IReadOnlyList<SessionView> Sessions,
    IReadOnlyList<KeyPart> ApiKeys,
    IReadOnlyList<IdentityPart> Identities,
    IReadOnlyList<MembershipPart> Memberships);
