using HiveFlow.Functions.Composition;
using HiveFlow.Functions.Live;
using HiveFlow.LocalSandbox;
using Microsoft.Azure.Functions.Worker.Builder;

namespace HiveFlow.Host.Startup;

/// <summary>HiveFlow and the parts that only the embedded host carries.</summary>
internal static class EmbeddedComposition
{
    /// <summary>Composes both.</summary>
    public static void Compose(FunctionsApplicationBuilder builder)
    {
        HiveFlowApplication.Compose(builder);
        builder.Services.AddSingleton(new OwnSockets());
        builder.Services.BindSection<LocalSandboxOptions>(builder.Configuration, "Sandbox:Local").AddLocalSandbox();
    }
}
