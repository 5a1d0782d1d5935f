namespace HiveFlow.Mail.Templates;

/// <summary>Somebody is asked into an organization.</summary>
/// <param name="Organization">Its name, as its people wrote it.</param>
/// <param name="InvitedBy">Who asks: their address.</param>
/// <param name="Role">What they would be there.</param>
/// <param name="ExpiresAt">When the invitation is over.</param>
/// <param name="Token">What accepts it.</param>
/// <param name="Accept">The page that accepts it; null when there is none.</param>
public sealed record InvitationLetter(string Organization, string InvitedBy, string Role, DateTimeOffset ExpiresAt, string Token, Uri? Accept);
