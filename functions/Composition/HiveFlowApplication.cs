using HiveFlow.Functions.Gate;
using Microsoft.Azure.Functions.Worker.Builder;

namespace HiveFlow.Functions.Composition;

/// <summary>The application as both hosts build it: ASP.NET integration, then the gate, then the capabilities.</summary>
public static class HiveFlowApplication
{
    /// <summary>Composes it. The order matters: the gate sees the request only after the integration.</summary>
    public static void Compose(FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ConfigureFunctionsWebApplication();
        builder.UseGate();
        builder.Services.AddHiveFlow(builder.Configuration);
    }
}
