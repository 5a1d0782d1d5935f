using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Processors.Credentials;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Types;
using HiveFlow.Vault.Credentials.Using;
using HiveFlow.Vault.Encryption;

namespace HiveFlow.Processors.Tests.Credentials;

/// <summary>Credentials as the vault opens them for a step.</summary>
internal static class OpenCredential
{
    public const string Id = "0123456789abcdef01234567";

    /// <summary>A step that names one credential of that type, and may use it.</summary>
    /// <param name="type">The name of its type.</param>
    /// <param name="data">All fields, plain and secret.</param>
    /// <param name="hosts">Where it may be sent.</param>
    public static StepCredentials Named(string type, string data, params string[] hosts) => new(
        Id, new HashSet<string> { Id }, (_, _) => ValueTask.FromResult<Result<OpenedCredential>>(Open(type, data, hosts)));

    /// <summary>The same step with that credential.</summary>
    public static StepContext With(this StepContext context, StepCredentials credentials) => new()
    {
        RunId = context.RunId,
        NodeId = context.NodeId,
        OrganizationId = context.OrganizationId,
        Iteration = context.Iteration,
        IdempotencyKey = context.IdempotencyKey,
        Settings = context.Settings,
        Input = context.Input,
        Credentials = credentials,
        Log = context.Log,
        Deadline = context.Deadline,
    };

    private static OpenedCredential Open(string type, string data, IReadOnlyList<string> hosts)
    {
        var found = CredentialTypes.Find(type)!;
        var fields = Step.Json(data).EnumerateObject().ToLookup(f => found.SecretFields.Contains(f.Name));
        var credential = new Credential
        {
            Id = Id,
            Name = "The credential",
            Type = type,
            OwnerId = "ada",
            Sharing = "private",
            MinimumRole = "member",
            Hosts = hosts,
            Fields = JsonSerializer.SerializeToElement(fields[false].ToDictionary(f => f.Name, f => f.Value)),
            Version = 1,
            Slot = 0,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        var secret = JsonSerializer.Serialize(fields[true].ToDictionary(f => f.Name, f => f.Value));
        return new OpenedCredential(credential, found, new OpenedSecret(Encoding.UTF8.GetBytes(secret)));
    }
}
