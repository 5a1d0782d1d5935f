using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Functions;

/// <summary>One function: the method, its trigger, and a delegate compiled at the first call.</summary>
internal sealed class HostedFunction : FunctionDefinition
{
    private readonly Lazy<Func<Invocation, Task>> run;

    public HostedFunction(string name, MethodInfo method, TriggerKind kind, ParameterInfo triggerParameter, Attribute trigger)
    {
        Name = name;
        Method = method;
        Kind = kind;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{EntryPoint} {name}")).AsSpan(0, 8));
        Parameters = [.. method.GetParameters().Select(p => new FunctionParameter(p.Name!, p.ParameterType))];
        InputBindings = Bindings(method, triggerParameter, kind);
        run = new Lazy<Func<Invocation, Task>>(() => FunctionCompiler.Compile(this));
    }

    /// <summary>The method itself.</summary>
    public MethodInfo Method { get; }

    /// <summary>What starts it.</summary>
    public TriggerKind Kind { get; }

    /// <summary>The parameter that the trigger fills.</summary>
    public ParameterInfo TriggerParameter { get; }

    /// <summary>Whether it is that parameter. By place: two threads that ask a method for its parameters first may get different objects.</summary>
    public bool IsTrigger(ParameterInfo parameter) => parameter.Position == TriggerParameter.Position;

    /// <summary>The trigger's attribute.</summary>
    public Attribute Trigger { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string EntryPoint { get; }

    /// <inheritdoc/>
    public override string PathToAssembly => Method.DeclaringType!.Assembly.Location;

    /// <inheritdoc/>
    public override ImmutableArray<FunctionParameter> Parameters { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <summary>Makes the class, binds the parameters, calls the method and leaves its result in the invocation.</summary>
    public Task RunAsync(Invocation invocation) => run.Value(invocation);

    private static ImmutableDictionary<string, BindingMetadata> Bindings(MethodInfo method, ParameterInfo trigger, TriggerKind kind)
    {
        var bindings = ImmutableDictionary.CreateBuilder<string, BindingMetadata>();
        bindings[trigger.Name!] = new HostedBinding(trigger.Name!, kind switch
        {
            TriggerKind.Http => "httpTrigger",
            TriggerKind.Timer => "timerTrigger",
            TriggerKind.Orchestration => "orchestrationTrigger",
            _ => "activityTrigger",
        });
        foreach (var input in method.GetParameters().Where(p => p.IsDefined(typeof(DurableClientAttribute))))
        {
            bindings[input.Name!] = new HostedBinding(input.Name!, "durableClient");
        }

        return bindings.ToImmutable();
    }
}
