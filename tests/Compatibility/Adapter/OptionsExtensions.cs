using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask;

public static class OptionsExtensions
{
    /// <summary>Options by name, as a helper that the official tests bring in from their sources reads them.</summary>
    public static TOptions GetOptions<TOptions>(this IServiceProvider services, string name = "")
        where TOptions : class
        => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);
}
