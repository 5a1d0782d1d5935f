using System.Reflection;
using HiveFlow.Errors;
using HiveFlow.Live.WebPubSub;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Gate;

/// <summary>Composition of the gate.</summary>
public static class GateServices
{
    private static readonly TimeSpan OutageRetry = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Registers what the gate needs. <paramref name="assemblies"/> are those that hold functions; none means this one. The table
    /// of access rules is built when the host starts, and stops it when a function lacks one.
    /// </summary>
    public static IServiceCollection AddGate(this IServiceCollection services, params Assembly[] assemblies)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(assemblies);
        var sources = assemblies.Length == 0 ? [typeof(Gate).Assembly] : assemblies;
        services.AddOptions<GateOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GateOptions>, GateOptionsValidator>());
        services.TryAddSingleton(_ => FunctionTable.Of(sources));
        services.TryAddSingleton<TrustedProxies>();
        services.TryAddSingleton<Draining>();
        services.TryAddSingleton<SecureTransport>();
        services.TryAddSingleton<CrossOrigin>();
        services.TryAddSingleton<Authentication>();
        services.TryAddSingleton<RateLimits>();
        services.TryAddSingleton<Idempotency>();
        services.TryAddSingleton<GateMeter>();
        services.TryAddSingleton<StandingHeaders>();
        services.TryAddSingleton<Refusals>();
        services.TryAddSingleton<Failures>();
        services.TryAddSingleton<SessionCookie>();
        services.TryAddSingleton<Problems>();
        services.TryAddSingleton<FirstAnswers>();
        services.TryAddSingleton<FlowBounds>();
        services.TryAddSingleton<MaintenanceGate>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(FirstAnswer.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GateStart>());
        services.AddOutage<StoreUnavailableException>("A store this needs is away or too busy; try again.");
        services.AddOutage<WebPubSubUnavailableException>("The service that holds live connections is away; try again.");
        return services.AddOutage<MailUnavailableException>("Mail cannot be sent at the moment; try again.");
    }

    /// <summary>Has the gate answer an exception of that type with 503 and two seconds to wait.</summary>
    /// <param name="services">The services.</param>
    /// <param name="sentence">What the caller is told.</param>
    public static IServiceCollection AddOutage<TException>(this IServiceCollection services, string sentence)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton(new Outage(typeof(TException), RequestErrors.Unavailable(sentence, OutageRetry)));
    }

    /// <summary>Puts the gate before every HTTP function. Call after <c>ConfigureFunctionsWebApplication()</c>.</summary>
    public static IFunctionsWorkerApplicationBuilder UseGate(this IFunctionsWorkerApplicationBuilder builder) =>
        builder.UseWhen<Gate>(static context => IsHttp(context.FunctionDefinition));

    private static bool IsHttp(FunctionDefinition function)
    {
        foreach (var binding in function.InputBindings.Values)
        {
            if (binding.Type == "httpTrigger")
            {
                return true;
            }
        }

        return false;
    }
}
