using Xunit.Abstractions;
using Xunit.Sdk;

namespace HiveFlow.Storage.Tests.Conformance;

/// <summary>Skipped when its class <see cref="NeedsAttribute">needs</see> what is not here.</summary>
public sealed class ConformanceTestCase : XunitTestCase
{
    /// <summary>For xunit's own deserialization.</summary>
    [Obsolete("Called by xunit.")]
    public ConformanceTestCase()
    {
    }

    /// <summary>A case of one method in one class.</summary>
    public ConformanceTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes(typeof(NeedsAttribute), inherit: true)
            .OfType<NeedsAttribute>()
            .Select(need => need.MissingReason)
            .FirstOrDefault(reason => reason is not null)
        ?? base.GetSkipReason(factAttribute);
}
