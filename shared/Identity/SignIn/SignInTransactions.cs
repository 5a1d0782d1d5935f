using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// Visits to providers: each has a state of its own, is bound to one browser, is taken once, and is over after 10 minutes
/// (OWASP ASVS 5.0, 10.1.2 and 10.2.1).
/// </summary>
internal sealed class SignInTransactions(IDocumentStore store, RedirectUris redirects, LoginFailures failures, TimeProvider clock)
{
    private const int StateBytes = 32;
    private const int StateLength = 43;
    private const int MaxClientState = 500;

    /// <summary>How long a visit may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // Many people share an address, and a visit that ends well is taken back.
    private static readonly FailurePolicy Visits = new(100, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Begins a visit, after every part of the request was checked.</summary>
    /// <param name="target">The realm that is visited.</param>
    /// <param name="request">What the client asked.</param>
    /// <param name="cookie">The secret that the browser has already; taken again when it is one.</param>
    /// <param name="detail">What the protocol wants to remember.</param>
    /// <param name="address">Where from; visits that never end are counted by it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<BegunSignIn>> BeginAsync(
        string target, SignInRequest request, string? cookie, string? detail, IPAddress? address, CancellationToken cancellationToken)
    {
        if (Check(request) is { } fault)
        {
            return fault;
        }

        if (await failures.BeginAsync(Place(address), Visits, cancellationToken) is { } wait)
        {
            return Accounts.AccountErrors.TooManyTries(wait);
        }

        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(StateBytes));
        var browser = BrowserSecret.Parse(cookie) ?? BrowserSecret.New();
        var document = new SignInTransactionDocument(
            target,
            request.Intent == "link" ? SignInIntent.Link : SignInIntent.LogIn,
            request.Client!,
            request.RedirectUri!,
            request.State,
            request.CodeChallenge!,
            browser.Hash,
            detail,
            clock.GetUtcNow() + Lifetime);
        await store.WriteAsync(
            [DocumentWrite.Insert(SignInTransactionDocument.Collection, Tenant.System, IdOf(state), document)], cancellationToken);
        return new BegunSignIn(state, browser);
    }

    /// <summary>Takes a visit, once: null when it is unknown, over, taken, of another browser or of another target.</summary>
    public async Task<SignInTransactionDocument?> TakeAsync(
        string target, string? state, BrowserSecret? browser, IPAddress? address, CancellationToken cancellationToken)
    {
        if (state is not { Length: StateLength } || browser is null)
        {
            return null;
        }

        var id = IdOf(state);
        var stored = await store.GetAsync(SignInTransactionDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null || stored.Document.ExpiresAt <= clock.GetUtcNow() || stored.Document.Target != target || !browser.IsThatOf(stored.Document.BrowserHash))
        {
            return null;
        }

        var taken = await store.WriteAsync(
            [DocumentWrite.Delete(SignInTransactionDocument.Collection, Tenant.System, id, stored.Version)], cancellationToken);
        if (!taken.IsApplied)
        {
            return null;
        }

        await failures.TakeBackAsync(Place(address), cancellationToken);
        return stored.Document;
    }

    private static string Place(IPAddress? address) => $"sign-in:{ClientAddress.Name(address)}";

    private static string IdOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    private Error? Check(SignInRequest request)
    {
        var faults = new Dictionary<string, IReadOnlyList<string>>();
        if (request.Client is not ("web" or "desktop" or "extension"))
        {
            faults["client"] = ["client must be web, desktop or extension."];
        }
        else if (request.RedirectUri is null || !redirects.Allows(request.Client, request.RedirectUri))
        {
            faults["redirect_uri"] = ["redirect_uri is not one that the operator has listed for this client."];
        }

        if (request.CodeChallengeMethod != "S256")
        {
            faults["code_challenge_method"] = ["code_challenge_method must be S256."];
        }

        if (request.CodeChallenge is not { Length: 43 } challenge || !Base64Url.IsValid(challenge))
        {
            faults["code_challenge"] = ["code_challenge must be the base64url SHA-256 of the verifier, 43 characters."];
        }

        if (request.State is { } state && (state.Length > MaxClientState || state.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0))
        {
            faults["state"] = [$"state must be at most {MaxClientState} characters of plain ASCII."];
        }

        if (request.Intent is not (null or "login" or "link"))
        {
            faults["intent"] = ["intent must be login or link."];
        }

        return faults.Count == 0 ? null : RequestErrors.Invalid(faults);
    }
}
