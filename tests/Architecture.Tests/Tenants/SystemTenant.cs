namespace HiveFlow.Architecture.Tests.Tenants;

/// <summary>
/// Where storage is asked above organizations, and why: what an organization owns is asked for in its name. Entries that end with a slash
/// are folders.
/// </summary>
internal static class SystemTenant
{
    private const string Word = "Tenant.System";

    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["functions/Credits/ReconciliationJob.cs"] = "how far the round over all organizations is",
        ["functions/Health/Dependencies.cs"] = "asks whether the stores answer",
        ["functions/Maintenance/"] = "when a job is due belongs to no organization",
        ["functions/PersonalData/PersonalDataFunctions.cs"] = "acts on a person's account belong to no organization",
        ["functions/Telemetry/LogLevels.cs"] = "what the whole service logs belongs to no organization",
        ["functions/Runs/RetentionJob.cs"] = "how far the round over all organizations is",
        ["functions/Runs/ZombieJob.cs"] = "how far the round over all organizations is",
        ["shared/Billing/Alerts/"] = "what is still to be told is found over all organizations; it holds nothing but ids and amounts",
        ["shared/Billing/Payments/"] = "what Stripe tells names a payment, not whose it is",
        ["shared/Audit/AuditAct.cs"] = "acts on a person's own account belong to no organization",
        ["shared/Audit/AuditTrail.cs"] = "shows a person the acts on their own account",
        ["shared/Files/Leftovers/"] = "what is to be removed is found over all organizations; it holds nothing but ids",
        ["shared/Identity/Accounts/"] = "accounts stand above organizations",
        ["shared/Identity/ApiKeys/"] = "a key is looked up before anybody knows whose it is",
        ["shared/Identity/Approvals/"] = "accounts and memberships; every look names the run's organization",
        ["shared/Identity/Bootstrap/"] = "the first account",
        ["shared/Identity/Callers/"] = "finds out who a credential's person is and what they are where",
        ["shared/Identity/Challenges/"] = "logins and registrations before there is a caller",
        ["shared/Identity/Devices/"] = "device logins before there is a caller",
        ["shared/Identity/Operators/"] = "operators stand above organizations",
        ["shared/Identity/Organizations/"] = "organizations and memberships themselves; every list names its organization or its person",
        ["shared/Identity/Origins/"] = "a preflight names an origin and no caller",
        ["shared/Identity/PersonalData/"] = "gathers what is kept about a person, wherever that is",
        ["shared/Identity/Rotation/"] = "re-encrypts secrets of all authenticators and connections, whoever owns them",
        ["shared/Identity/Saml/"] = "answers of providers before there is a caller",
        ["shared/Identity/SecondFactor/"] = "second factors belong to accounts",
        ["shared/Identity/Sessions/"] = "sessions belong to accounts",
        ["shared/Identity/SignIn/"] = "outside logins before there is a caller",
        ["shared/Identity/Sso/"] = "connections and domains are looked up before there is a caller",
        ["shared/Identity/Throttling/"] = "failed logins are counted by account and address, before there is a caller",
        ["shared/Runs/Removal/"] = "what is left of deleted runs is found over all organizations; it holds nothing but ids",
        ["shared/Runs/RunStore.cs"] = "that a run was deleted is kept above organizations, by its id alone",
        ["shared/Runs/Batches/"] = "what batches have left to do is found over all organizations; it holds nothing but ids",
        ["shared/Runs/Failures/"] = "what is left to do about failed runs is found over all organizations; it holds nothing but ids",
        ["shared/Runs/Waits/"] = "what is still to be told of waits is found over all organizations; it holds nothing but ids",
        ["shared/Storage/Documents/Tenant.cs"] = "defines it",
        ["shared/Triggers/Alarms/"] = "when anything is due is looked up over all organizations; it gives nothing but an instant",
        ["shared/Triggers/Deliveries/"] = "what is still to be started is found over all organizations",
        ["shared/Triggers/Webhooks/"] = "a webhook's address is looked up before anybody knows whose it is",
        ["shared/Triggers/Schedules/"] = "one look at an index finds what is due of all organizations; it holds nothing but ids",
        ["shared/Vault/Credentials/CredentialRegistry.cs"] = "the consent's own record",
        ["shared/Vault/Credentials/OAuth/CredentialConsents.cs"] = "a provider's answer comes before there is a caller",
        ["shared/Vault/Rotation/"] = "re-encrypts all sealed secrets, whoever owns them",
    };

    public static IEnumerable<string> Findings(IEnumerable<Source> sources) =>
        sources.Where(s => s.Text.Contains(Word, StringComparison.Ordinal) && !Allowed.Keys.Any(place => IsIn(s.Path, place)))
            .Select(s => $"{s.Path} asks storage above organizations. What organizations own takes caller.Tenant; for the few others add a reason to {nameof(SystemTenant)}.");

    private static bool IsIn(string path, string place) => place.EndsWith('/') ? path.StartsWith(place, StringComparison.Ordinal) : path == place;
}
