using Xunit.Sdk;

namespace HiveFlow.Storage.Tests.Conformance;

/// <summary>
/// A test of a contract: runs for every adapter, and is shown as skipped where the adapter's class says that it cannot run here.
/// </summary>
[XunitTestCaseDiscoverer("HiveFlow.Storage.Tests.Conformance.ConformanceFactDiscoverer", "HiveFlow.Storage.Tests")]
public sealed class ConformanceFactAttribute : FactAttribute;
