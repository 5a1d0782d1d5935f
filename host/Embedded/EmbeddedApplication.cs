using System.Net.Sockets;
using HiveFlow.Engine;
using HiveFlow.Functions.Composition;
using HiveFlow.Functions.Gate;
using HiveFlow.Host.Durable;
using HiveFlow.Host.Functions;
using HiveFlow.Host.Http;
using HiveFlow.Host.Startup;
using HiveFlow.Host.Timers;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Host;

/// <summary>Puts an application together: settings, services, functions, server. Nothing of it runs yet.</summary>
/// <param name="Web">The application.</param>
/// <param name="Routes">Its routes by name of function.</param>
internal sealed record EmbeddedApplication(WebApplication Web, IReadOnlyList<HttpRoute> Routes)
{
    /// <summary>Builds it.</summary>
    /// <param name="start">What the host is started with.</param>
    /// <param name="settings">All settings, the embedded parts' addresses included.</param>
    /// <param name="options">The host's own settings.</param>
    /// <param name="dataFolder">Where everything is written.</param>
    /// <param name="hasOwnRedis">Whether the Redis is this process's own.</param>
    /// <param name="bound">The socket to listen on; null has the server bind one.</param>
    /// <exception cref="StartupException">With every fault of settings and functions.</exception>
    public static EmbeddedApplication Build(
        EmbeddedStart start, IConfiguration settings, EmbeddedOptions options, string dataFolder, bool hasOwnRedis, Socket? bound)
    {
        var faults = new StartupFaults();
        var web = CreateBuilder(start, settings, options, bound);
        var builder = new FunctionsApplicationBuilder(web);
        start.Compose(builder);
        builder.Services.AddOutage<EngineBusyException>("There is too much work waiting; try again.");
        ProductionRules.Check(settings, options, hasOwnRedis, web.Environment.IsProduction(), faults);

        var functions = FunctionCatalog.Of(start.Types, faults);
        var timers = TimerFunction.Read(functions, settings, faults);
        var pipeline = FunctionPipeline.From(builder);
        builder.Services.AddSingleton(pipeline);
        builder.Services.AddSingleton<IReadOnlyList<HostedFunction>>(functions);
        builder.Services.AddSingleton(timers);
        builder.Services.AddSingleton(new TimerState(Path.Combine(dataFolder, "timers")));
        DurableFunctions.Add(builder.Services, functions, faults);
        builder.Services.BindSection<EngineOptions>(settings, "Engine");
        EmbeddedStorage.Add(builder.Services, dataFolder);

        // After the engine, which a timer function may call at once.
        builder.Services.AddHostedService<TimerRunner>();

        IReadOnlyList<HttpRoute> routes = [];
        builder.WhenBuilt = application =>
        {
            routes = ReadRoutes(application, functions, faults);
            FunctionServices.Check(functions, application.Services.GetRequiredService<IServiceProviderIsService>(), faults);
            Validate(application, faults);
            new HttpFunctions(routes, pipeline, application.Lifetime.ApplicationStopping).Map(application);
        };
        return new EmbeddedApplication((WebApplication)builder.Build(), routes);
    }

    private static WebApplicationBuilder CreateBuilder(EmbeddedStart start, IConfiguration settings, EmbeddedOptions options, Socket? bound)
    {
        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "hiveflow",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = EmbeddedOptions.EnvironmentOf(settings),
        });
        web.Configuration.AddConfiguration(settings);
        start.Services?.Invoke(web.Services);
        web.Services.TryAddSingleton(TimeProvider.System);
        web.Services.AddSingleton<IHostLifetime, NoLifetime>();
        web.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        web.Services.AddRouting();
        HostLogging.Configure(web.Logging, settings, web.Environment.IsProduction());
        KestrelSetup.Configure(web.WebHost, options, bound);
        return web;
    }

    private static List<HttpRoute> ReadRoutes(WebApplication application, IReadOnlyList<HostedFunction> functions, StartupFaults faults)
    {
        var resolver = application.Services.GetRequiredService<IInlineConstraintResolver>();
        var routes = functions
            .Where(function => function.Kind == TriggerKind.Http)
            .Select(function => HttpRules.Read(function, resolver, faults))
            .OfType<HttpRoute>()
            .ToList();
        if (faults.All.Count == 0)
        {
            RouteRules.Check(routes, faults);
        }

        return routes;
    }

    private static void Validate(WebApplication application, StartupFaults faults)
    {
        try
        {
            application.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException fault)
        {
            foreach (var failure in fault.Failures)
            {
                faults.Add(failure);
            }
        }
        catch (AggregateException fault) when (fault.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            foreach (var failure in fault.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures))
            {
                faults.Add(failure);
            }
        }

        faults.ThrowIfAny();
    }
}
