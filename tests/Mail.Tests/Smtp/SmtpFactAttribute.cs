using HiveFlow.NodeTools;

namespace HiveFlow.Mail.Tests.Smtp;

/// <summary>A test against the npm package smtp-server; skipped, with the reason, where it cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmtpFactAttribute : FactAttribute
{
    public SmtpFactAttribute() => Skip = NodePackages.MissingReason("smtp-server") is { } reason ? $"needs smtp-server: {reason}" : null;
}
