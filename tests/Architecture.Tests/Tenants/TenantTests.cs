namespace HiveFlow.Architecture.Tests.Tenants;

public sealed class TenantTests
{
    [Fact]
    public void What_organizations_own_is_asked_for_in_their_name() => Findings.None(SystemTenant.Findings(Source.Product));

    [Fact]
    public void A_query_above_organizations_in_another_place_is_found() => Assert.Single(
        SystemTenant.Findings([new Source("shared/Runs/Made.cs", "store.GetAsync(Run.Collection, Tenant.System, id, default);")]));

    [Fact]
    public void The_audit_log_is_only_ever_added_to() => Findings.None(
        Source.Product.Where(s => s.Text.Contains("AuditEntry.Collection", StringComparison.Ordinal))
            .SelectMany(s => s.Lines.Where(l => l.Contains("DocumentWrite.", StringComparison.Ordinal)
                && l.Contains("AuditEntry.Collection", StringComparison.Ordinal)
                && !l.Contains("DocumentWrite.Insert(", StringComparison.Ordinal)).Select(l => $"{s.Path}: {l.Trim()}")));
}
