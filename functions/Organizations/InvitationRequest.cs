namespace HiveFlow.Functions.Organizations;

/// <summary>Somebody to be invited.</summary>
/// <param name="Email">Their address.</param>
/// <param name="Role">admin, member or viewer; member unless given.</param>
internal sealed record InvitationRequest(string Email, string Role = "member");
