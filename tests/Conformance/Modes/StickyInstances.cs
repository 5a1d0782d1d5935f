using HiveFlow.Conformance.Activities;
using HiveFlow.Conformance.Client;
using HiveFlow.Conformance.ContinueAsNew;
using HiveFlow.Conformance.Events;
using HiveFlow.Conformance.Failures;
using HiveFlow.Conformance.Harness;
using HiveFlow.Conformance.Lifecycle;
using HiveFlow.Conformance.Patterns;
using HiveFlow.Conformance.Replay;
using HiveFlow.Conformance.SubOrchestrations;
using HiveFlow.Conformance.Timers;
using HiveFlow.Conformance.Versions;

namespace HiveFlow.Conformance.Modes;

/// <summary>The suites on an engine that keeps running instances in memory.</summary>
public static class StickyInstances
{
    private const EngineMode This = EngineMode.StickyInstances;

    public sealed class Replay() : ReplaySuite(This);

    public sealed class Determinism() : DeterminismSuite(This);

    public sealed class TaskNumbers() : TaskNumbersSuite(This);

    public sealed class Timers() : TimersSuite(This);

    public sealed class Activities() : ActivitiesSuite(This);

    public sealed class Data() : DataSuite(This);

    public sealed class Events() : EventsSuite(This);

    public sealed class Waits() : WaitsSuite(This);

    public sealed class Payloads() : PayloadsSuite(This);

    public sealed class Failures() : FailuresSuite(This);

    public sealed class FailureProperties() : FailurePropertiesSuite(This);

    public sealed class UnknownTasks() : UnknownTasksSuite(This);

    public sealed class RetryPolicy() : RetryPolicySuite(This);

    public sealed class RetryHandler() : RetryHandlerSuite(This);

    public sealed class ContinueAsNew() : ContinueAsNewSuite(This);

    public sealed class SubOrchestrations() : SubOrchestrationsSuite(This);

    public sealed class Terminate() : TerminateSuite(This);

    public sealed class Suspend() : SuspendSuite(This);

    public sealed class CustomStatus() : CustomStatusSuite(This);

    public sealed class Start() : StartSuite(This);

    public sealed class Metadata() : MetadataSuite(This);

    public sealed class Query() : QuerySuite(This);

    public sealed class Purge() : PurgeSuite(This);

    public sealed class Restart() : RestartSuite(This);

    public sealed class Versions() : VersionsSuite(This);

    public sealed class Filter() : FilterSuite(This);

    public sealed class Logs() : LogsSuite(This);

    public sealed class Patterns() : PatternsSuite(This);
}
