using HiveFlow.Errors;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Processors.Credentials;

/// <summary>
/// The credentials that a node names (fields <c>credentialId</c> of its saved data, see <c>NamedCredentials</c>), each decrypted when the
/// processor asks for it, at most once a step, and gone when the step is over. From the moment one is open its secrets are masked in
/// everything the step gives out.
/// </summary>
public sealed class StepCredentials : IDisposable
{
    private readonly CredentialOpener? open;
    private readonly IReadOnlySet<string> named;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, OpenedCredential> opened = new(StringComparer.Ordinal);
    private readonly StepCredentials? whole;
    private volatile SecretMask mask = SecretMask.None;

    /// <summary>The credentials of one step.</summary>
    /// <param name="main">The node's own <c>data.credentialId</c>; null when it names none there.</param>
    /// <param name="named">All ids that the node's saved data names; no other can be opened.</param>
    /// <param name="open">Opens one.</param>
    public StepCredentials(string? main, IReadOnlySet<string> named, CredentialOpener? open)
    {
        MainId = main;
        this.named = named;
        this.open = open;
    }

    private StepCredentials(string? main, StepCredentials whole)
        : this(main, whole.named, whole.open) => this.whole = whole;

    /// <summary>A step that names none.</summary>
    public static StepCredentials None => new(null, new HashSet<string>(), null);

    /// <summary>The id at the node's own <c>data.credentialId</c>; null when it names none there.</summary>
    public string? MainId { get; }

    /// <summary>Masks the secrets of all that are open.</summary>
    public SecretMask Mask => whole?.Mask ?? mask;

    /// <summary>
    /// The open credential. Don't dispose it: the step does. Fails as <c>credential_forbidden</c> for one that the node does not name or the
    /// run has no right to, and as <see cref="CredentialUse.OpenAsync"/> says.
    /// </summary>
    public async ValueTask<Result<OpenedCredential>> OpenAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (whole is not null)
        {
            return await whole.OpenAsync(id, cancellationToken);
        }

        if (open is null || !named.Contains(id))
        {
            return CredentialErrors.Forbidden();
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (opened.TryGetValue(id, out var known))
            {
                return known;
            }

            var fresh = await open(id, cancellationToken);
            if (fresh.IsSuccess)
            {
                mask = mask.With(fresh.Value.Mask());
                opened.Add(id, fresh.Value);
            }

            return fresh;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The same credentials, for a part of the step that names another one as its own. The step disposes them.</summary>
    public StepCredentials With(string? main) => new(main, this);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var credential in opened.Values)
        {
            credential.Dispose();
        }

        opened.Clear();
        gate.Dispose();
    }
}
