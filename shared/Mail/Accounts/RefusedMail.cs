namespace HiveFlow.Mail.Accounts;

/// <summary>A mail that the server refused for good.</summary>
/// <param name="To">Its receiver.</param>
/// <param name="Status">The server's reply code (RFC 5321), 500 to 599.</param>
public sealed record RefusedMail(string To, int Status);
