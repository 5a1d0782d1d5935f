namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>The same for several rows.</summary>
internal sealed class JailTheoryAttribute : TheoryAttribute
{
    public JailTheoryAttribute() => Skip = JailFactAttribute.Reason;
}
