using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;

namespace HiveFlow.Host.Functions;

/// <summary>One call of a function. What few calls ask for is made when asked for.</summary>
internal sealed class Invocation : InvocationContext
{
    private string? id;
    private InvocationTrace? trace;
    private InvocationData? data;
    private InvocationFeatureSet? features;
    private IDictionary<object, object>? items;
    private IServiceProvider? services;

    private Invocation(HostedFunction function, HttpContext? request, object? trigger, CancellationToken cancellationToken)
    {
        Function = function;
        Request = request;
        Trigger = trigger;
        CancellationToken = cancellationToken;
    }

    /// <summary>The function called.</summary>
    public HostedFunction Function { get; }

    /// <summary>What the trigger brought, for triggers other than HTTP.</summary>
    public object? Trigger { get; }

    /// <inheritdoc/>
    public override string InvocationId => id ??= Guid.NewGuid().ToString("D");

    /// <inheritdoc/>
    public override string FunctionId => Function.Id;

    /// <inheritdoc/>
    public override FunctionDefinition FunctionDefinition => Function;

    /// <inheritdoc/>
    public override CancellationToken CancellationToken { get; }

    /// <inheritdoc/>
    public override TraceContext TraceContext => trace ??= InvocationTrace.Current(Request);

    /// <inheritdoc/>
    public override BindingContext BindingContext => data ??= new InvocationData(Request?.Request.RouteValues);

    /// <inheritdoc/>
    public override RetryContext RetryContext => NoRetry.Instance;

    /// <inheritdoc/>
    public override IInvocationFeatures Features => features ??= new InvocationFeatureSet();

    /// <inheritdoc/>
    public override IDictionary<object, object> Items
    {
        get => items ??= new Dictionary<object, object>();
        set => items = value;
    }

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices
    {
        get => services ?? Request?.RequestServices ?? throw new InvalidOperationException("The invocation has no services.");
        set => services = value;
    }

    /// <summary>A call by a request; it lives in the request's scope and ends with it.</summary>
    public static Invocation ByRequest(HostedFunction function, HttpContext request) =>
        new(function, request, null, request.RequestAborted);

    /// <summary>A call by another trigger, in the scope that the caller made for it.</summary>
    public static Invocation ByTrigger(
        HostedFunction function, object? trigger, IServiceProvider scope, CancellationToken cancellationToken) =>
        new(function, null, trigger, cancellationToken) { services = scope };

    private sealed class InvocationTrace(string parent, string state) : TraceContext
    {
        public override string TraceParent { get; } = parent;

        public override string TraceState { get; } = state;

        public static InvocationTrace Current(HttpContext? request)
        {
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            {
                return new InvocationTrace(activity.Id ?? string.Empty, activity.TraceStateString ?? string.Empty);
            }

            var headers = request?.Request.Headers;
            return new InvocationTrace(
                (headers?.TraceParent ?? StringValues.Empty).ToString(), (headers?.TraceState ?? StringValues.Empty).ToString());
        }
    }

    private sealed class InvocationData(RouteValueDictionary? values) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = values ?? new RouteValueDictionary();
    }

    private sealed class NoRetry : RetryContext
    {
        public static readonly NoRetry Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }
}
