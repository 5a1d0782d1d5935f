using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Billing;
using HiveFlow.Files;
using HiveFlow.Flows;
using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Auth;
using HiveFlow.Functions.Batches;
using HiveFlow.Functions.Failures;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.Health;
using HiveFlow.Functions.Live;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Mcp;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.Operators;
using HiveFlow.Functions.PersonalData;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Schedules;
using HiveFlow.Functions.SignIn;
using HiveFlow.Functions.Telemetry;
using HiveFlow.Functions.Webhooks;
using HiveFlow.Identity;
using HiveFlow.Identity.Devices;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Origins;
using HiveFlow.Identity.Saml;
using HiveFlow.Identity.SignIn;
using HiveFlow.Identity.Sso;
using HiveFlow.Live;
using HiveFlow.Live.Redis;
using HiveFlow.Live.WebPubSub;
using HiveFlow.Llm;
using HiveFlow.Llm.Proxy;
using HiveFlow.Mail;
using HiveFlow.Mcp;
using HiveFlow.Metering;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations;
using HiveFlow.Orchestrations.Alarms;
using HiveFlow.Outgoing;
using HiveFlow.Processors;
using HiveFlow.Runs;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Removal;
using HiveFlow.Runs.Waits;
using HiveFlow.Sandbox;
using HiveFlow.Storage;
using HiveFlow.Triggers;
using HiveFlow.Triggers.Schedules;
using HiveFlow.Triggers.Webhooks;
using HiveFlow.Vault;
using HiveFlow.Vault.Credentials;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Composition;

/// <summary>The one list of what HiveFlow is made of; both hosts call it.</summary>
public static class HiveFlowServices
{
    /// <summary>Registers every capability with its settings. The host adds its durable engine and its Redis.</summary>
    public static IServiceCollection AddHiveFlow(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.BindSection<StorageOptions>(configuration, "Storage").AddStorage();
        services.AddOptions<StorageOptions>().Configure(options => PublicSettings.Fill(options, configuration));
        services.BindSection<FilesOptions>(configuration, "Files").AddFiles();
        services.BindSection<RedisOptions>(configuration, "Redis").AddLive();
        services.BindSection<CreditsOptions>(configuration, "Credits");
        services.BindSection<QueueingOptions>(configuration, "Queueing");
        services.BindSection<LoadOptions>(configuration, "Load");
        services.BindSection<LimitsOptions>(configuration, "Limits").AddMetering();
        services.BindSection<OutgoingOptions>(configuration, "Outgoing").AddOutgoing();
        services.BindSection<BillingOptions>(configuration, "Billing").AddBilling().AddAlertWiring();
        services.BindSection<MailOptions>(configuration, "Mail").AddMail();
        services.BindSection<SandboxOptions>(configuration, "Sandbox", "Local").AddSandboxWiring().AddSandbox();
        services.BindSection<VaultOptions>(configuration, "Vault").AddCredentials().AddCredentialWiring().AddMaintenanceWiring();
        services.BindSection<McpOptions>(configuration, "Mcp").AddMcp();
        services.BindSection<LlmProxyOptions>(configuration, "LlmProxy").AddLlm();
        services.AddProcessors();
        services.BindSection<AuditOptions>(configuration, "Audit").AddAudit();
        services.BindSection<OrganizationOptions>(configuration, "Organizations");
        services.BindSection<IdentityOptions>(configuration, "Identity").AddIdentity();
        services.BindSection<DeviceOptions>(configuration, "Device");
        services.BindSection<SignInOptions>(configuration, "SignIn").AddSignIn();
        services.BindSection<SsoOptions>(configuration, "Sso").AddSso().AddOrigins();
        services.BindSection<SamlOptions>(configuration, "Saml").AddSaml();
        services.AddOptions<SamlOptions>().Configure(options => PublicSettings.Fill(options, configuration));
        services.AddAuthoring();
        services.BindSection<RunsOptions>(configuration, "Runs");
        services.BindSection<RetentionOptions>(configuration, "Retention");
        services.BindSection<BatchOptions>(configuration, "Batch");
        services.BindSection<WaitsOptions>(configuration, "Waits").AddRuns().AddApprovalWiring();
        services.BindSection<WebhooksOptions>(configuration, "Webhooks").AddTriggers();
        services.BindSection<SchedulesOptions>(configuration, "Schedules").AddSchedules();
        services.AddFailures();
        services.TryAddSingleton<AlarmRing>();
        services.TryAddSingleton<RingAlarm>(static provider => provider.GetRequiredService<AlarmRing>().RingAsync);
        services.AddOrchestrations();
        services.BindSection<MaintenanceOptions>(configuration, "Maintenance").AddMaintenance();
        AddFunctionParts(services);
        services.AddMcpEndpoint();
        services.BindSection<GateOptions>(configuration, "Gate").AddGate();
        services.AddOptions<GateOptions>().Configure(options => PublicSettings.Fill(options, configuration));
        services.AddOptions<IdentityOptions>().Configure(options => PublicSettings.Fill(options, configuration));
        services.AddOptions<SignInOptions>().Configure(options => PublicSettings.Fill(options, configuration));
        services.BindSection<FlowsOptions>(configuration, "Flows").AddFlows();
        services.BindSection<WebPubSubOptions>(configuration, "Live:WebPubSub");
        services.BindSection<LiveOptions>(configuration, "Live", "WebPubSub").AddLiveConnections();
        services.AddOpenApi().AddHealth().AddOperators();
        services.BindSection<TelemetryOptions>(configuration, "Telemetry").AddTelemetry(configuration);
        return services;
    }

    // What only function classes share; it belongs to no capability.
    private static void AddFunctionParts(IServiceCollection services)
    {
        services.TryAddSingleton<FlowCounts>();
        services.TryAddSingleton<CarriedCredentials>();
        services.TryAddSingleton<SessionAnswers>();
        services.TryAddSingleton<RunLauncher>();
        services.TryAddSingleton<RunSteps>();
        services.TryAddSingleton<RunEraser>();
        services.TryAddSingleton<PersonalDataSources>();
        services.TryAddSingleton<BatchRuns>();
        services.TryAddSingleton<ScheduledRuns>();
        services.TryAddSingleton<ScheduleRunState>(static provider => provider.GetRequiredService<ScheduledRuns>().StandingOfAsync);
        services.TryAddSingleton<DeliveryStarter>();
        services.TryAddSingleton<AlarmClock>();
        services.TryAddSingleton<HookForms>();
        services.TryAddSingleton<HookReplies>();
        services.TryAddSingleton<HookReplies>();
        services.TryAddSingleton<SignInCookie>();
    }
}
